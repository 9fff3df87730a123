package dev.swath.imagery;

import java.util.List;

/**
 * Measured values of a square window.
 *
 * @param sizePx width and height in pixels
 * @param names common names of the bands
 * @param values one row-major array of sizePx x sizePx a band; NaN where there is no data
 * @param validFraction share of the pixels that have data in all bands
 */
public record TileBands(int sizePx, List<String> names, float[][] values, double validFraction) {
  public TileBands {
    names = List.copyOf(names);
  }

  /** The values of a band by its common name. */
  public float[] band(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("band '" + name + "' was not read, only " + names);
    }
    return values[index];
  }
}
