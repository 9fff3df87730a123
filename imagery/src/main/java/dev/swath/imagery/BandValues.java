package dev.swath.imagery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.sis.coverage.SampleDimension;

/** What the numbers in a file mean, by what the file and the Item together say of its bands. */
final class BandValues {
  private final StacAsset asset;
  private final List<StacBand> bands;
  private final boolean alpha;
  private final boolean zeroIsNodata;

  /**
   * @param name the asset, for messages
   * @param alphaMarked whether the file marks its last band as alpha
   * @throws SceneException if the Item lists another number of bands than the file has
   */
  BandValues(StacAsset asset, String name, List<SampleDimension> samples, boolean alphaMarked) {
    this.asset = asset;
    List<StacBand> declared = asset.bands();
    boolean named = declared.size() == samples.size();
    boolean namedAlpha = named && declared.get(declared.size() - 1).commonName().equals("alpha");
    // Writers mark a fourth band as alpha by habit; where the Item names it, the Item knows better.
    this.alpha = namedAlpha || (alphaMarked && !named);
    int count = samples.size() - (alpha ? 1 : 0);
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
      OptionalDouble nodata = band.nodata().isPresent() ? band.nodata() : nodata(samples.get(i));
      list.add(new StacBand(band.name(), band.commonName(), nodata, band.scale(), band.offset()));
    }
    this.bands = List.copyOf(list);
    this.zeroIsNodata = !alpha && bands.stream().allMatch(band -> band.nodata().isEmpty());
  }

  /** Bands in file order without alpha. */
  List<StacBand> list() {
    return bands;
  }

  /** How many bands the file stores, with alpha. */
  int stored() {
    return bands.size() + (alpha ? 1 : 0);
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

  private static OptionalDouble nodata(SampleDimension sample) {
    // SIS keeps GDAL_NODATA as the background of the stored values.
    return sample
        .forConvertedValues(false)
        .getBackground()
        .map(value -> OptionalDouble.of(value.doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Turns stored values into measured ones: puts NaN where there is no data, applies the declared
   * scale and offset, and drops alpha.
   *
   * @param block one array for each stored band; overwritten
   */
  float[][] measured(float[][] block) {
    for (int b = 0; b < bands.size(); b++) {
      StacBand band = bands.get(b);
      float nodata = (float) band.nodata().orElse(Double.NaN);
      float scale = (float) band.scale();
      float offset = (float) band.offset();
      for (int i = 0; i < block[b].length; i++) {
        float value = block[b][i];
        boolean missing = value == nodata || (alpha && block[bands.size()][i] == 0);
        block[b][i] = missing ? Float.NaN : value * scale + offset;
      }
    }
    if (zeroIsNodata && bands.size() > 1) {
      maskZeros(block);
    }
    return alpha ? Arrays.copyOf(block, bands.size()) : block;
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
