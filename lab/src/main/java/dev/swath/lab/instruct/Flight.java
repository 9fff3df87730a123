package dev.swath.lab.instruct;

import dev.swath.lab.data.Crop;
import dev.swath.vlm.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A made-up flight: a window that moves over an image on a straight line. */
record Flight(List<Crop> windows) {

  private static final double SMALLEST = 0.6;
  private static final double LARGEST = 0.8;

  /** A random flight, in one of the eight symmetries. */
  static Flight over(int side, int frames, RandomGenerator random) {
    double window = side * (SMALLEST + (LARGEST - SMALLEST) * random.nextDouble());
    double angle = random.nextDouble() * 2 * Math.PI;
    double reach = (side - window) / 2;
    int symmetry = random.nextInt(8);
    List<Crop> windows = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      double t = frames == 1 ? 0 : 2.0 * i / (frames - 1) - 1;
      windows.add(
          new Crop(
              reach + reach * t * Math.cos(angle),
              reach + reach * t * Math.sin(angle),
              window,
              symmetry));
    }
    return new Flight(windows);
  }

  /** The frames, north up, at the image's own resolution. */
  List<RgbImage> views(RgbImage image) {
    return windows.stream().map(window -> cut(image, window)).toList();
  }

  private static RgbImage cut(RgbImage image, Crop window) {
    int side = (int) Math.round(window.side());
    int left = (int) Math.min(image.width() - side, Math.round(window.left()));
    int top = (int) Math.min(image.height() - side, Math.round(window.top()));
    byte[] rgb = new byte[side * side * 3];
    for (int y = 0; y < side; y++) {
      int from = ((top + y) * image.width() + left) * 3;
      System.arraycopy(image.rgb(), from, rgb, y * side * 3, side * 3);
    }
    return new RgbImage(side, side, rgb);
  }
}
