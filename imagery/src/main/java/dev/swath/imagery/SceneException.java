package dev.swath.imagery;

/**
 * A scene that cannot be used as it is: its message names the field, asset or file at fault and
 * what to do about it. Trying again without a change will fail again.
 */
public final class SceneException extends RuntimeException {
  public SceneException(String message) {
    super(message);
  }

  public SceneException(String message, Throwable cause) {
    super(message, cause);
  }
}
