package dev.swath.imagery;

import java.util.Arrays;

/**
 * A linear contrast stretch of three channels, the same for every tile of a scene: a channel's 2nd
 * percentile becomes 0 and its 98th 255.
 *
 * @param low per channel, the value that becomes 0
 * @param high per channel, the value that becomes 255
 */
public record Stretch(float[] low, float[] high) {
  private static final double TAIL = 0.02;

  /**
   * Measures the percentiles of a scene.
   *
   * @param channels three arrays, NaN where there is no data
   */
  public static Stretch of(float[][] channels) {
    float[] low = new float[3];
    float[] high = new float[3];
    for (int c = 0; c < 3; c++) {
      float[] sorted = channels[c].clone();
      Arrays.sort(sorted); // NaN sorts to the end
      int count = sorted.length;
      while (count > 0 && Float.isNaN(sorted[count - 1])) {
        count--;
      }
      if (count > 0) {
        low[c] = sorted[(int) Math.round(TAIL * (count - 1))];
        high[c] = sorted[(int) Math.round((1 - TAIL) * (count - 1))];
      }
    }
    return new Stretch(low, high);
  }

  /** Interleaved 8-bit RGB; no data is black, and a channel without contrast is mid-grey. */
  public byte[] apply(float[][] channels) {
    byte[] rgb = new byte[channels[0].length * 3];
    for (int c = 0; c < 3; c++) {
      float span = high[c] - low[c];
      for (int i = 0; i < channels[c].length; i++) {
        float value = channels[c][i];
        if (!Float.isNaN(value)) {
          float unit = span > 0 ? (value - low[c]) / span : 0.5f;
          rgb[i * 3 + c] = (byte) Math.round(255 * Math.max(0, Math.min(1, unit)));
        }
      }
    }
    return rgb;
  }
}
