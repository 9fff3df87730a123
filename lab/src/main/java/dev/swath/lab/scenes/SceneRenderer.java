package dev.swath.lab.scenes;

/**
 * Paints a landscape as a satellite with 10 m pixels sees it: reflectance x 10000 in red, green,
 * blue and near infrared. The colours are typical of Sentinel-2 top-of-atmosphere images (forest
 * dark, soil pink, roofs white, some haze in the blue).
 */
final class SceneRenderer {

  static final int BANDS = 4;

  private static final double[] FOREST = {470, 860, 850, 2900};
  private static final double[] PASTURE = {600, 1010, 980, 3900};
  private static final double[] RIVER = {430, 710, 970, 380};
  private static final double[] LAKE = {380, 600, 930, 260};
  private static final double[] FLOOD = {700, 900, 1100, 520};
  private static final double[] CLEARED = {1900, 1480, 1320, 2350};
  private static final double[] ASPHALT = {1080, 1080, 1200, 1450};
  private static final double[] GARDEN = {650, 900, 920, 2700};
  private static final double[] TRACK = {1650, 1450, 1330, 2400};

  private static final double[][] FIELDS = {
    {1950, 1500, 1290, 2500},
    {2350, 1800, 1500, 2800},
    {1350, 1150, 1110, 2000},
    {520, 1130, 930, 4300},
    {600, 850, 900, 3300},
    {1150, 1220, 1010, 3000},
  };
  private static final double[][] ROOFS = {
    {1650, 1230, 1180, 1900},
    {1250, 1200, 1290, 1500},
    {1900, 1850, 1900, 2200},
    {850, 850, 980, 1100},
  };
  private static final double[][] HALLS = {
    {2750, 2750, 2780, 2900},
    {2500, 2500, 2600, 2700},
    {1500, 1500, 1600, 1800},
    {2700, 2650, 2600, 2850},
  };

  private final Ground ground;
  private final Noise fine;
  private final Noise coarse;
  private final Noise choice;
  private final Noise weather;

  SceneRenderer(Ground ground, Noise noise) {
    this.ground = ground;
    this.fine = noise.channel(2);
    this.coarse = noise.channel(3);
    this.choice = noise.channel(4);
    this.weather = noise.channel(5);
  }

  /** The scene at a date: [band][row x width + column], reflectance x 10000, whole, never 0. */
  float[][] render(int date) {
    double[][][] sharp = new double[ground.height() + 2][ground.width() + 2][];
    for (int row = 0; row < sharp.length; row++) {
      for (int column = 0; column < sharp[row].length; column++) {
        sharp[row][column] = paint(column - 0.5, row - 0.5, date);
      }
    }
    // One pass differs from the next by the light, a little haze and the sensor's noise.
    Noise pass = weather.channel(date);
    double light = 1 + 0.025 * (2 * pass.at(-1, -1) - 1);
    float[][] pixels = new float[BANDS][ground.height() * ground.width()];
    for (int row = 0; row < ground.height(); row++) {
      for (int column = 0; column < ground.width(); column++) {
        double haze = 12 * pass.smooth(column, row, 90);
        for (int band = 0; band < BANDS; band++) {
          double noise = 24 * (pass.at(column * BANDS + band, row) - 0.5);
          double value = light * blurred(sharp, row + 1, column + 1, band) + haze + noise;
          pixels[band][row * ground.width() + column] =
              Math.max(1, Math.min(10000, Math.round(value)));
        }
      }
    }
    return pixels;
  }

  /** A 3 x 3 binomial filter stands in for the optics: a pixel sees some of its neighbours. */
  private static double blurred(double[][][] sharp, int row, int column, int band) {
    double sum = 0;
    for (int down = -1; down <= 1; down++) {
      for (int across = -1; across <= 1; across++) {
        int weight =
            (2 - Math.abs(down)) * (2 - Math.abs(across)) + (down == 0 && across == 0 ? 8 : 0);
        sum += weight * sharp[row + down][column + across][band];
      }
    }
    return sum / 24;
  }

  private double[] paint(double x, double y, int date) {
    return switch (ground.at(x, y, date)) {
      case FOREST ->
          scaled(FOREST, 1 + 0.2 * fine.smooth(x, y, 2.3) + 0.1 * coarse.smooth(x, y, 17));
      case PASTURE -> pasture(x, y);
      case CROPS -> crops(x, y);
      case RIVER -> scaled(RIVER, 1 + 0.04 * coarse.smooth(x, y, 11));
      case LAKE -> scaled(LAKE, 1 + 0.04 * coarse.smooth(x, y, 11));
      case FLOOD -> scaled(FLOOD, 1 + 0.12 * fine.smooth(x, y, 3));
      case CLEARED ->
          scaled(CLEARED, 1 + 0.12 * fine.smooth(x, y, 2) + 0.1 * coarse.smooth(x, y, 9));
      case HIGHWAY -> scaled(ASPHALT, 1.15 + 0.15 * fine.smooth(x, y, 1.3));
      case RESIDENTIAL -> residential(x, y);
      case INDUSTRIAL -> industrial(x, y);
    };
  }

  private double[] pasture(double x, double y) {
    Field field = Field.at(choice, x, y, 27);
    if (field.border() < 0.9) {
      return scaled(FOREST, 1.05 + 0.2 * fine.smooth(x, y, 1.5));
    }
    return scaled(
        PASTURE,
        0.94
            + 0.16 * field.chance()
            + 0.07 * fine.smooth(x, y, 2.2)
            + 0.06 * coarse.smooth(x, y, 12));
  }

  private double[] crops(double x, double y) {
    Field field = Field.at(choice, x, y, 21);
    if (field.border() < 0.6) {
      return TRACK;
    }
    double[] colour = FIELDS[(int) (field.chance() * FIELDS.length)];
    double along = field.chance() < 0.5 ? 0.8 * x + 0.6 * y : 0.6 * x - 0.8 * y;
    double rows = Math.abs(2 * (along / 3.1 - Math.floor(along / 3.1)) - 1) - 0.5;
    return scaled(
        colour, 1 + 0.09 * rows + 0.05 * coarse.smooth(x, y, 8) + 0.03 * fine.smooth(x, y, 1.5));
  }

  /** Streets in a slanted grid; along them houses with gardens behind. */
  private double[] residential(double x, double y) {
    double u = 0.94 * x + 0.34 * y;
    double v = 0.94 * y - 0.34 * x;
    if (remainder(u, 19) < 1.7 || remainder(v, 9.6) < 1.7) {
      return scaled(ASPHALT, 1.25);
    }
    double behind = Math.abs(remainder(v, 9.6) - 5.65);
    double chance = choice.at((long) Math.floor(u / 2.9), (long) Math.floor(v / 4.8));
    boolean garden = behind < 1.3 || remainder(u, 2.9) < 0.7 || chance < 0.15;
    double[] colour = garden ? GARDEN : ROOFS[(int) ((chance - 0.15) / 0.85 * ROOFS.length)];
    return scaled(colour, 1 + 0.15 * fine.smooth(x, y, 1.2));
  }

  /** Halls with bright roofs in paved yards. */
  private double[] industrial(double x, double y) {
    double u = 0.97 * x - 0.24 * y;
    double v = 0.97 * y + 0.24 * x;
    long block = (long) Math.floor(u / 13);
    long line = (long) Math.floor(v / 9.5);
    double chance = choice.at(block, line);
    boolean hall = remainder(u, 13) > 2.6 && remainder(v, 9.5) > 2.4 && chance < 0.85;
    return hall
        ? scaled(HALLS[(int) (chance / 0.85 * HALLS.length)], 1 + 0.03 * fine.smooth(x, y, 1.5))
        : scaled(ASPHALT, 0.95 + 0.2 * fine.smooth(x, y, 1.7));
  }

  private static double remainder(double value, double period) {
    return value - period * Math.floor(value / period);
  }

  private static double[] scaled(double[] colour, double factor) {
    double[] scaled = new double[BANDS];
    for (int band = 0; band < BANDS; band++) {
      scaled[band] = colour[band] * factor;
    }
    return scaled;
  }

  /**
   * The field that a point lies in.
   *
   * @param chance a random number in [0, 1) that belongs to the field
   * @param border how far the point is from the next field, px
   */
  private record Field(double chance, double border) {

    /** Fields are the cells around jittered grid points that lie {@code size} px apart. */
    static Field at(Noise noise, double x, double y, double size) {
      Noise down = noise.channel(1);
      long column = (long) Math.floor(x / size);
      long row = (long) Math.floor(y / size);
      double nearest = Double.MAX_VALUE;
      double second = Double.MAX_VALUE;
      double chance = 0;
      for (long r = row - 1; r <= row + 1; r++) {
        for (long c = column - 1; c <= column + 1; c++) {
          double dx = (c + noise.at(c, r)) * size - x;
          double dy = (r + down.at(c, r)) * size - y;
          double distance = Math.sqrt(dx * dx + dy * dy);
          if (distance < nearest) {
            second = nearest;
            nearest = distance;
            chance = noise.at(r + 1000, c);
          } else if (distance < second) {
            second = distance;
          }
        }
      }
      return new Field(chance, (second - nearest) / 2);
    }
  }
}
