package dev.swath.lab.scenes;

import static dev.swath.lab.scenes.LandCover.CLEARED;
import static dev.swath.lab.scenes.LandCover.CROPS;
import static dev.swath.lab.scenes.LandCover.FLOOD;
import static dev.swath.lab.scenes.LandCover.FOREST;
import static dev.swath.lab.scenes.LandCover.HIGHWAY;
import static dev.swath.lab.scenes.LandCover.INDUSTRIAL;
import static dev.swath.lab.scenes.LandCover.LAKE;
import static dev.swath.lab.scenes.LandCover.PASTURE;
import static dev.swath.lab.scenes.LandCover.RESIDENTIAL;
import static dev.swath.lab.scenes.LandCover.RIVER;

import java.util.List;

/**
 * What lies where in the invented place, and when. Coordinates are pixels of 10 m from the top left
 * corner. The land is laid out on a grid of {@value #PARCEL} px, which is one tile at zoom 16 near
 * the equator, so that a tile shows mostly one thing.
 */
final class Landscape implements Ground {

  static final int WIDTH = 272;
  static final int HEIGHT = 208;

  /** Side of a tile at zoom 16, px: 610 m of ground at 10 m a pixel. */
  static final double PARCEL = 61;

  private static final double LEFT_MARGIN = 13.9;
  private static final double TOP_MARGIN = 12.9;

  private static final LandCover[][] PARCELS = {
    {FOREST, FOREST, CROPS, PASTURE},
    {PASTURE, CROPS, RESIDENTIAL, PASTURE},
    {PASTURE, CROPS, INDUSTRIAL, FOREST},
  };

  /** A change that is there from one date on; the dates are counted from 0. */
  enum Event {
    NEW_LAKE(1, "a new lake", "A new lake has filled part of the pasture."),
    CLEARED_FOREST(2, "a cleared forest", "Part of the forest has been cleared."),
    NEW_BUILDINGS(3, "new buildings", "New buildings stand on the former pasture."),
    FLOODED_RIVER(3, "a flood", "The river has flooded its banks.");

    private final int date;
    private final String what;
    private final String sentence;

    Event(int date, String what, String sentence) {
      this.date = date;
      this.what = what;
      this.sentence = sentence;
    }

    /** The first date that shows it. */
    int date() {
      return date;
    }

    String what() {
      return what;
    }

    String sentence() {
      return sentence;
    }
  }

  private final Noise shape;

  Landscape(Noise noise) {
    this.shape = noise.channel(1);
  }

  /** The events that the given date shows for the first time. */
  static List<Event> newAt(int date) {
    return List.of(Event.values()).stream().filter(event -> event.date() == date).toList();
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public LandCover at(double x, double y, int date) {
    if (riverDistance(x, y) < 5.2 + shape.smooth(x, y, 9)) {
      return RIVER;
    }
    if (shows(Event.FLOODED_RIVER, x, y, date)) {
      return FLOOD;
    }
    if (highwayDistance(x, y) < 1.9) {
      return HIGHWAY;
    }
    if (shows(Event.NEW_LAKE, x, y, date)) {
      return LAKE;
    }
    if (shows(Event.CLEARED_FOREST, x, y, date)) {
      return CLEARED;
    }
    if (shows(Event.NEW_BUILDINGS, x, y, date)) {
      return INDUSTRIAL;
    }
    return parcel(x, y);
  }

  private boolean shows(Event event, double x, double y, int date) {
    return date >= event.date() && covers(event, x, y);
  }

  /** Whether the point lies within the outline of the event. */
  boolean covers(Event event, double x, double y) {
    double ragged = shape.smooth(x, y, 7);
    return switch (event) {
      case NEW_LAKE -> {
        double across = (x - 230) / 23;
        double down = (y - 43) / 18;
        yield across * across + down * down < 1 + 0.3 * ragged;
      }
      case CLEARED_FOREST ->
          Math.abs(x + 0.2 * y - 113) < 21 + ragged && Math.abs(y - 0.1 * x - 32) < 17 + ragged;
      case NEW_BUILDINGS -> Math.abs(x - 229) < 21 && Math.abs(y - 105) < 19;
      // The water thins out where the town begins.
      case FLOODED_RIVER ->
          x < 140 && riverDistance(x, y) < 15 + 5 * ragged - Math.max(0, x - 120) / 2;
    };
  }

  private LandCover parcel(double x, double y) {
    // Natural borders wander; those of a town are straight.
    double wandering = 5 * shape.smooth(x, y, 14);
    LandCover natural = parcelAt(x + wandering, y + 5 * shape.smooth(y, x, 14));
    LandCover straight = parcelAt(x, y);
    return isBuilt(natural) || isBuilt(straight) ? straight : natural;
  }

  private static boolean isBuilt(LandCover cover) {
    return cover == RESIDENTIAL || cover == INDUSTRIAL;
  }

  private static LandCover parcelAt(double x, double y) {
    int column = (int) Math.floor((x - LEFT_MARGIN) / PARCEL);
    int row = (int) Math.floor((y - TOP_MARGIN) / PARCEL);
    LandCover[] line = PARCELS[Math.max(0, Math.min(PARCELS.length - 1, row))];
    return line[Math.max(0, Math.min(line.length - 1, column))];
  }

  /** Distance in px to the middle of the river, which winds east and then leaves to the south. */
  private double riverDistance(double x, double y) {
    double bend = 9 * shape.smooth(x, 0, 38);
    double south = Math.max(0, x - 130);
    double middle = 164 + bend + south * south / 75;
    // The steeper the river runs, the nearer its middle is to a point above or below it.
    double slope = 2 * south / 75;
    return Math.abs(y - middle) / Math.sqrt(1 + slope * slope);
  }

  /** Distance in px to the middle of the highway, a straight line in the south east. */
  private static double highwayDistance(double x, double y) {
    return Math.abs(0.8 * (x - 236) + 0.6 * (y - 165));
  }
}
