package dev.swath.lab.train;

/** Training that cannot go on; the message says where it stopped, what is kept, what to try. */
public final class TrainingException extends RuntimeException {

  public TrainingException(String message) {
    super(message);
  }
}
