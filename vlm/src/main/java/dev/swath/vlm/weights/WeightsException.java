package dev.swath.vlm.weights;

/** A checkpoint that cannot be used; the message names the file, the weight and what to do. */
public final class WeightsException extends RuntimeException {

  public WeightsException(String message) {
    super(message);
  }
}
