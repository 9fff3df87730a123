package dev.swath.imagery;

import java.util.Collection;
import java.util.List;

/**
 * Which bands of a scene are shown as red, green and blue, and how.
 *
 * @param bands common names of the bands to read, in the order that {@link #channels} wants
 */
public record BandSelection(Kind kind, List<String> bands) {

  /** How bands become colours. */
  public enum Kind {
    /** Natural colour. */
    TRUE_COLOUR,
    /** Three bands of which at least one is invisible, shown as they come. */
    FALSE_COLOUR,
    /** Two polarisations in decibels and their ratio. */
    SAR,
    /** One polarisation in decibels, as grey. */
    SAR_GREY,
    /** One band as grey. */
    GREY
  }

  private static final List<List<String>> FALSE_COLOURS =
      List.of(
          List.of("nir", "red", "green"),
          List.of("nir08", "red", "green"),
          List.of("swir16", "nir", "red"),
          List.of("swir16", "nir08", "red"));

  private static final List<List<String>> POLARISATIONS =
      List.of(List.of("vv", "vh"), List.of("hh", "hv"));

  public BandSelection {
    bands = List.copyOf(bands);
  }

  /**
   * Chooses for the bands that a scene has, best first: natural colour, false colour, SAR, grey.
   *
   * @param available common names; at least one
   */
  public static BandSelection of(Collection<String> available) {
    List<String> natural = List.of("red", "green", "blue");
    if (available.containsAll(natural)) {
      return new BandSelection(Kind.TRUE_COLOUR, natural);
    }
    for (List<String> bands : FALSE_COLOURS) {
      if (available.containsAll(bands)) {
        return new BandSelection(Kind.FALSE_COLOUR, bands);
      }
    }
    for (List<String> bands : POLARISATIONS) {
      if (available.containsAll(bands)) {
        return new BandSelection(Kind.SAR, bands);
      }
      for (String band : bands) {
        if (available.contains(band)) {
          return new BandSelection(Kind.SAR_GREY, List.of(band));
        }
      }
    }
    String first = available.contains("pan") ? "pan" : available.iterator().next();
    return new BandSelection(Kind.GREY, List.of(first));
  }

  /**
   * Turns band values into the three channels that a {@link Stretch} makes visible.
   *
   * @param values one array a band, in the order of {@link #bands}; NaN where there is no data
   * @return three arrays; for grey all the same one
   */
  float[][] channels(float[][] values) {
    return switch (kind) {
      case TRUE_COLOUR, FALSE_COLOUR -> values;
      case GREY -> new float[][] {values[0], values[0], values[0]};
      case SAR_GREY -> {
        float[] decibels = decibels(values[0]);
        yield new float[][] {decibels, decibels, decibels};
      }
      case SAR -> {
        float[] co = decibels(values[0]);
        float[] cross = decibels(values[1]);
        float[] ratio = new float[co.length];
        for (int i = 0; i < ratio.length; i++) {
          ratio[i] = co[i] - cross[i];
        }
        yield new float[][] {co, cross, ratio};
      }
    };
  }

  /** 10 log10 of backscatter; values below zero are decibels already. */
  private static float[] decibels(float[] values) {
    boolean already = false;
    for (float value : values) {
      already |= value < 0;
    }
    if (already) {
      return values;
    }
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) (10 * Math.log10(Math.max(values[i], 1e-5)));
    }
    return result;
  }
}
