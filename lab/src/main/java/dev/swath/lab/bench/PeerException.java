package dev.swath.lab.bench;

/** Why a peer could not be measured, as it stands in the figure. */
final class PeerException extends Exception {

  private static final long serialVersionUID = 1;

  PeerException(String reason) {
    super(reason);
  }
}
