package dev.swath.servicekit;

/** Something failed, and trying it again would not help; the cause says why. */
public final class GivenUpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int attempts;

  GivenUpException(int attempts, Throwable cause) {
    super(DeadLetters.reason(cause), cause);
    this.attempts = attempts;
  }

  /** How often it was tried. */
  public int attempts() {
    return attempts;
  }
}
