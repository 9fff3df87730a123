package dev.swath.lab.scenes;

/** What a pixel of the invented place is covered with. */
enum LandCover {
  FOREST("forest"),
  PASTURE("pasture"),
  CROPS("annual crops"),
  RIVER("river"),
  LAKE("lake"),
  HIGHWAY("highway"),
  RESIDENTIAL("residential"),
  INDUSTRIAL("industrial"),
  CLEARED("cleared land"),
  FLOOD("flood water");

  private final String words;

  LandCover(String words) {
    this.words = words;
  }

  /** The name as {@code truth.json} has it. */
  String words() {
    return words;
  }
}
