package dev.swath.lab.scenes;

/** What lies where and when in an invented place. Coordinates are pixels of 10 m. */
interface Ground {

  int width();

  int height();

  /** The cover of the point (x, y) at a date. */
  LandCover at(double x, double y, int date);
}
