package dev.swath.lab.dataset.layout;

/** A record that cannot be used; its message says why, without the file and line. */
final class BadRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  BadRecordException(String reason) {
    super(reason);
  }
}
