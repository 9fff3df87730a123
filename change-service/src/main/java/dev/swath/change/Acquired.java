package dev.swath.change;

import java.util.Comparator;

/**
 * One acquisition of a tile.
 *
 * @param time milliseconds since 1970-01-01T00:00:00Z
 * @param scene the id of the scene
 * @param encoder the fingerprint of the encoder of its features
 */
record Acquired(long time, String scene, String encoder) {

  /** By time; the scene only makes the order of one instant certain. */
  static final Comparator<Acquired> ORDER =
      Comparator.comparingLong(Acquired::time).thenComparing(Acquired::scene);

  /** Whether both are the same scene at the same time, by whatever encoder. */
  boolean isSame(Acquired other) {
    return time == other.time && scene.equals(other.scene);
  }
}
