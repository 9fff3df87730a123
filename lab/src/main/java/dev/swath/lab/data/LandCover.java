package dev.swath.lab.data;

/** What covers a pixel, as far as an index of the bands tells. */
public enum LandCover {
  UNKNOWN("unknown ground"),
  WATER("open water"),
  VEGETATION("dense vegetation"),
  BARE("cleared or built-up land"),
  LAND("land without water"),
  FARMLAND("farmland"),
  BUILT("buildings and roads");

  private final String words;

  LandCover(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
