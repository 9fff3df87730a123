package dev.swath.servicekit;

/** A property that cannot be right; tells which one, what is wrong and what to do. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String fix;

  /**
   * @param property the property's full name
   * @param problem what is wrong, a sentence
   * @param fix what to do about it, a sentence
   */
  public ConfigurationException(String property, String problem, String fix) {
    this(property, problem, fix, null);
  }

  /**
   * @param cause what revealed it; may be null
   */
  public ConfigurationException(String property, String problem, String fix, Throwable cause) {
    super("Property '" + property + "': " + problem, cause);
    this.fix = fix;
  }

  String fix() {
    return fix;
  }
}
