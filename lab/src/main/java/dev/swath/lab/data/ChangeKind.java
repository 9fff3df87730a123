package dev.swath.lab.data;

import java.util.Optional;

/** What has come to a place, or gone from it. */
public enum ChangeKind {
  WATER_CAME("water", true),
  WATER_WENT("water", false),
  PLANTS_CAME("vegetation", true),
  PLANTS_WENT("vegetation", false),
  BUILDINGS_CAME("built-up", true);

  private final String what;
  private final boolean came;

  ChangeKind(String what, boolean came) {
    this.what = what;
    this.came = came;
  }

  public String what() {
    return what;
  }

  public boolean came() {
    return came;
  }

  /** What a pixel's change means; empty if nothing that has a name. */
  static Optional<ChangeKind> of(LandCover from, LandCover to) {
    if (from == to || from == LandCover.UNKNOWN || to == LandCover.UNKNOWN) {
      return Optional.empty();
    }
    if (to == LandCover.WATER || from == LandCover.WATER) {
      return Optional.of(to == LandCover.WATER ? WATER_CAME : WATER_WENT);
    }
    if (to == LandCover.BUILT) {
      return Optional.of(BUILDINGS_CAME);
    }
    if (to == LandCover.VEGETATION) {
      return Optional.of(PLANTS_CAME);
    }
    return from == LandCover.VEGETATION ? Optional.of(PLANTS_WENT) : Optional.empty();
  }
}
