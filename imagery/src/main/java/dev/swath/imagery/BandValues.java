package dev.swath.imagery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What the numbers in a file mean, by what the file and the Item together say of its bands. */
final class BandValues {
  private final StacAsset asset;
  private final List<StacBand> bands;
  private final boolean alpha;
  private final boolean zeroIsNodata;

  /**
   * @param name the asset, for messages
   * @param nodata for each stored band, the value that the file declares as missing
   * @param alphaMarked whether the file marks its last band as alpha
   * @throws SceneException if the Item lists another number of bands than the file has
   */
  BandValues(StacAsset asset, String name, List<OptionalDouble> nodata, boolean alphaMarked) {
    this.asset = asset;
    List<StacBand> declared = asset.bands();
    boolean named = declared.size() == nodata.size();
    boolean namedAlpha = named && declared.get(declared.size() - 1).commonName().equals("alpha");
    // Writers mark a fourth band as alpha by habit; where the Item names it, the Item knows better.
    this.alpha = namedAlpha || (alphaMarked && !named);
    int count = nodata.size() - (alpha ? 1 : 0);
    if (namedAlpha) {
      declared = declared.subList(0, count);
    }
    if (!declared.isEmpty() && declared.size() != count) {
      throw new SceneException(
          name + " has " + count + " bands, but the Item lists " + declared.size());
    }
    List<StacBand> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      StacBand band =
          declared.isEmpty()
              ? new StacBand("", defaultName(i, count), OptionalDouble.empty(), 1, 0)
              : declared.get(i);
      OptionalDouble missing = band.nodata().isPresent() ? band.nodata() : nodata.get(i);
      list.add(new StacBand(band.name(), band.commonName(), missing, band.scale(), band.offset()));
    }
    this.bands = List.copyOf(list);
    this.zeroIsNodata = !alpha && bands.stream().allMatch(band -> band.nodata().isEmpty());
  }

  /** Bands in file order without alpha. */
  List<StacBand> list() {
    return bands;
  }

  /** Whether a pixel of zeros is missing, because nothing else marks missing ones. */
  boolean zeroIsNodata() {
    return zeroIsNodata;
  }

  private String defaultName(int index, int count) {
    if (count == 3 || count == 4) {
      return List.of("red", "green", "blue", "nir").get(index);
    }
    return count == 1 ? asset.key().toLowerCase(Locale.ROOT) : "band" + (index + 1);
  }

  /**
   * Which stored bands must be read to measure some bands: alpha with them, or all bands where only
   * all of them together tell what is missing.
   *
   * @param wanted indices in {@link #list}
   */
  int[] needed(int[] wanted) {
    if (onlyAllTell()) {
      return IntStream.range(0, bands.size()).toArray();
    }
    return alpha
        ? IntStream.concat(IntStream.of(wanted), IntStream.of(bands.size())).toArray()
        : wanted;
  }

  private boolean onlyAllTell() {
    return zeroIsNodata && bands.size() > 1;
  }

  /**
   * Turns stored values into measured ones: puts NaN where there is no data, and applies the
   * declared scale and offset.
   *
   * @param stored one array for each of {@link #needed}; overwritten
   * @return one array for each of {@code wanted}
   */
  float[][] measured(float[][] stored, int[] wanted) {
    int[] read = needed(wanted);
    float[] opacity = alpha ? stored[stored.length - 1] : null;
    for (int b = 0; b < stored.length; b++) {
      if (stored[b] != opacity) {
        measure(stored[b], bands.get(read[b]), opacity);
      }
    }
    if (onlyAllTell()) {
      maskZeros(stored);
    }
    float[][] result = new float[wanted.length][];
    for (int b = 0; b < wanted.length; b++) {
      result[b] = stored[onlyAllTell() ? wanted[b] : b];
    }
    return result;
  }

  /**
   * @param opacity 0 where there is no data; null if all is opaque
   */
  private static void measure(float[] values, StacBand band, float[] opacity) {
    float nodata = (float) band.nodata().orElse(Double.NaN);
    float scale = (float) band.scale();
    float offset = (float) band.offset();
    for (int i = 0; i < values.length; i++) {
      boolean missing = values[i] == nodata || (opacity != null && opacity[i] == 0);
      values[i] = missing ? Float.NaN : values[i] * scale + offset;
    }
  }

  private static void maskZeros(float[][] block) {
    for (int i = 0; i < block[0].length; i++) {
      boolean zero = true;
      for (float[] band : block) {
        zero &= band[i] == 0;
      }
      if (zero) {
        for (float[] band : block) {
          band[i] = Float.NaN;
        }
      }
    }
  }
}
