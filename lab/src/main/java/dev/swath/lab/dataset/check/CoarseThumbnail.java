package dev.swath.lab.dataset.check;

/**
 * A thumbnail ready to be compared: the part that 8 x 8 cells keep of it, and how much they do not.
 * The correlation of two is at most the product of the coarse parts plus the product of the rests,
 * so most pairs are ruled out at a quarter of the work.
 *
 * @param index where the thumbnail stands in its list
 * @param coarse scaled so that the full thumbnail has length 1
 * @param rest length of what the coarse part leaves out
 */
record CoarseThumbnail(int index, float[] coarse, float rest) {

  private static final int SIDE = Thumbnail.SIDE / 2;
  static final int CELLS = SIDE * SIDE;

  static CoarseThumbnail of(int index, Thumbnail thumbnail) {
    float[] coarse = new float[CELLS];
    double scale = 2 * thumbnail.deviation() * Thumbnail.SIDE;
    double kept = 0;
    for (int k = 0; k < CELLS; k++) {
      int at = k / SIDE * 2 * Thumbnail.SIDE + k % SIDE * 2;
      float[] grey = thumbnail.grey();
      double sum =
          grey[at] + grey[at + 1] + grey[at + Thumbnail.SIDE] + grey[at + Thumbnail.SIDE + 1];
      coarse[k] = (float) ((sum - 4 * thumbnail.mean()) / scale);
      kept += coarse[k] * coarse[k];
    }
    return new CoarseThumbnail(index, coarse, (float) Math.sqrt(Math.max(0, 1 - kept)));
  }
}
