package dev.swath.servicekit;

/**
 * The input itself is wrong, so that trying again cannot help: it becomes a dead letter at once.
 * The message says what is wrong with it; it is shown to users.
 */
public class BadInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
