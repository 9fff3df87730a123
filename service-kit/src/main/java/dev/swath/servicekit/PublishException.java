package dev.swath.servicekit;

/** The broker did not take a message. */
public final class PublishException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int index;

  PublishException(int index, String message, Throwable cause) {
    super(message, cause);
    this.index = index;
  }

  /** Which of the messages given to {@link Publisher#publish} is the first that was not taken. */
  public int index() {
    return index;
  }
}
