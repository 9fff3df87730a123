package dev.swath.lab.scenes;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An invented place drawn at random: parcels of forest, pasture, crops and town, now and then a
 * river or a highway, and something new in most parcels.
 */
final class RandomGround implements Ground {

  static final int COLUMNS = 4;
  static final int ROWS = 3;
  static final int PARCEL = 61;
  static final int DATES = 3;

  private static final LandCover[] COVERS = {
    LandCover.FOREST, LandCover.FOREST, LandCover.PASTURE, LandCover.PASTURE,
    LandCover.CROPS, LandCover.CROPS, LandCover.RESIDENTIAL, LandCover.INDUSTRIAL
  };

  /**
   * Part of a parcel that is something else up to a date, or from it on.
   *
   * @param cover what it is then; what lies around it otherwise
   */
  private record Event(
      double x, double y, double across, double down, int date, boolean before, LandCover cover) {}

  private final Noise shape;
  private final LandCover[][] parcels = new LandCover[ROWS][COLUMNS];
  private final List<Event> events = new ArrayList<>();
  private final double riverAt;
  private final double riverSlope;
  private final double highwayAt;
  private final double highwaySlope;

  RandomGround(long seed) {
    shape = new Noise(seed).channel(1);
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        parcels[row][column] = COVERS[random.nextInt(COVERS.length)];
        if (random.nextInt(4) > 0) {
          events.add(event(row, column, random));
        }
      }
    }
    riverAt = random.nextInt(3) > 0 ? random.nextDouble() * height() : -1000;
    riverSlope = random.nextDouble() * 0.6 - 0.3;
    highwayAt = random.nextInt(3) > 0 ? random.nextDouble() * width() : -1000;
    highwaySlope = random.nextDouble() * 2 - 1;
  }

  private Event event(int row, int column, SplittableRandom random) {
    boolean before = random.nextInt(3) == 0;
    LandCover cover = happens(parcels[row][column], before, random);
    return new Event(
        (column + 0.2 + 0.6 * random.nextDouble()) * PARCEL,
        (row + 0.2 + 0.6 * random.nextDouble()) * PARCEL,
        (0.22 + 0.3 * random.nextDouble()) * PARCEL,
        (0.22 + 0.3 * random.nextDouble()) * PARCEL,
        1 + random.nextInt(DATES - 1),
        before,
        cover);
  }

  /** What comes to a parcel, or what goes from it. */
  private static LandCover happens(LandCover parcel, boolean before, SplittableRandom random) {
    LandCover built = random.nextBoolean() ? LandCover.INDUSTRIAL : LandCover.RESIDENTIAL;
    return switch (parcel) {
      case FOREST -> {
        int kind = random.nextInt(before ? 2 : 4);
        yield kind == 0 ? LandCover.LAKE : kind < 3 ? LandCover.CLEARED : built;
      }
      case RESIDENTIAL, INDUSTRIAL -> before ? LandCover.FOREST : LandCover.FLOOD;
      default -> {
        int kind = random.nextInt(before ? 1 : 3);
        yield kind == 0 ? LandCover.LAKE : kind == 1 ? built : LandCover.FOREST;
      }
    };
  }

  @Override
  public int width() {
    return COLUMNS * PARCEL;
  }

  @Override
  public int height() {
    return ROWS * PARCEL;
  }

  @Override
  public LandCover at(double x, double y, int date) {
    double river = Math.abs(y - riverAt - riverSlope * x - 9 * shape.smooth(x, 0, 38));
    if (river < 4.5 + shape.smooth(x, y, 9)) {
      return LandCover.RIVER;
    }
    double ragged = 0.3 * shape.smooth(x, y, 7);
    for (Event event : events) {
      double across = (x - event.x) / event.across;
      double down = (y - event.y) / event.down;
      if (event.before == date < event.date && across * across + down * down < 1 + ragged) {
        return event.cover;
      }
    }
    if (Math.abs(x - highwayAt - highwaySlope * y) < 1.9 * Math.hypot(1, highwaySlope)) {
      return LandCover.HIGHWAY;
    }
    double wandering = 5 * shape.smooth(x, y, 14);
    int column = (int) Math.floor((x + wandering) / PARCEL);
    int row = (int) Math.floor((y + 5 * shape.smooth(y, x, 14)) / PARCEL);
    return parcels[Math.max(0, Math.min(ROWS - 1, row))][
        Math.max(0, Math.min(COLUMNS - 1, column))];
  }
}
