package dev.swath.imagery;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One open dataset of GDAL's. Not thread-safe, as GDAL's datasets are not: but several may be open
 * on one file.
 */
final class GdalDataset implements AutoCloseable {
  private static final String[] DRIVERS = {GdalLibrary.GEOTIFF, GdalLibrary.JPEG2000};
  private static final String[] NONE = {};

  /** A file is read block by block, so that is what must fit into memory. */
  private static final long MAX_BLOCK_BYTES = 128L * 1024 * 1024;

  private final Gdal gdal;
  private final String name;
  private final GdalStreams.Stream stream;
  private final Pointer dataset;

  /**
   * Opens a file.
   *
   * @param name the asset, for messages
   * @throws SceneException if the file is missing, in another format, broken or stored in blocks
   *     that are too large
   * @throws IOException if reading failed and may work later
   */
  GdalDataset(GdalLibrary library, URI href, String name, AssetSource source) throws IOException {
    this.gdal = library.api();
    this.name = name;
    this.stream = library.streams().stream(source, href);
    gdal.CPLErrorReset();
    this.dataset =
        gdal.GDALOpenEx(stream.path(), Gdal.OF_RASTER | Gdal.OF_VERBOSE_ERROR, DRIVERS, NONE, NONE);
    try {
      if (dataset == null) {
        throw failure();
      }
      stream.rethrow();
      checkBlocks();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void checkBlocks() {
    if (gdal.GDALGetRasterCount(dataset) == 0) {
      throw new SceneException(name + " holds no image");
    }
    IntByReference width = new IntByReference();
    IntByReference height = new IntByReference();
    gdal.GDALGetBlockSize(band(0), width, height);
    boolean together =
        "PIXEL".equals(gdal.GDALGetMetadataItem(dataset, "INTERLEAVE", "IMAGE_STRUCTURE"));
    long bytes =
        (long) width.getValue()
            * height.getValue()
            * gdal.GDALGetDataTypeSizeBytes(gdal.GDALGetRasterDataType(band(0)))
            * (together ? gdal.GDALGetRasterCount(dataset) : 1);
    if (bytes > MAX_BLOCK_BYTES) {
      throw new SceneException(
          "%s is stored in blocks of %d x %d pixels (%d MB), too large to be read in pieces: rewrite it in tiles (gdal_translate -of COG)"
              .formatted(name, width.getValue(), height.getValue(), bytes >> 20));
    }
  }

  /** The full resolution first, then the overviews from fine to coarse. */
  List<RasterFile.Size> sizes() {
    List<RasterFile.Size> sizes = new ArrayList<>();
    sizes.add(
        new RasterFile.Size(gdal.GDALGetRasterXSize(dataset), gdal.GDALGetRasterYSize(dataset)));
    for (int i = 0; i < gdal.GDALGetOverviewCount(band(0)); i++) {
      Pointer overview = overview(i + 1);
      sizes.add(
          new RasterFile.Size(
              gdal.GDALGetRasterXSize(overview), gdal.GDALGetRasterYSize(overview)));
    }
    return List.copyOf(sizes);
  }

  List<OptionalDouble> nodata() {
    List<OptionalDouble> nodata = new ArrayList<>();
    for (int i = 0; i < gdal.GDALGetRasterCount(dataset); i++) {
      IntByReference given = new IntByReference();
      double value = gdal.GDALGetRasterNoDataValue(band(i), given);
      nodata.add(given.getValue() == 0 ? OptionalDouble.empty() : OptionalDouble.of(value));
    }
    return List.copyOf(nodata);
  }

  boolean alpha() {
    Pointer last = band(gdal.GDALGetRasterCount(dataset) - 1);
    return gdal.GDALGetRasterColorInterpretation(last) == Gdal.ALPHA_BAND;
  }

  /** Six numbers from pixel corners, x = t0 + t1 column + t2 row, y = t3 + t4 column + t5 row. */
  Optional<double[]> transform() {
    double[] six = new double[6];
    return gdal.GDALGetGeoTransform(dataset, six) == 0 ? Optional.of(six) : Optional.empty();
  }

  /** The reference system of the transform, or of the ground control points; null without one. */
  Pointer crs(boolean ofPoints) {
    return ofPoints ? gdal.GDALGetGCPSpatialRef(dataset) : gdal.GDALGetSpatialRef(dataset);
  }

  int groundControlPoints() {
    return gdal.GDALGetGCPCount(dataset);
  }

  /** The ground control points, valid as long as this is open. */
  Pointer points() {
    return gdal.GDALGetGCPs(dataset);
  }

  /** Like {@link RasterFile#read}. */
  float[][] read(int overview, int x, int y, int width, int height, int[] bands)
      throws IOException {
    float[][] values = new float[bands.length][width * height];
    int[] numbers = new int[bands.length];
    for (int b = 0; b < bands.length; b++) {
      numbers[b] = bands[b] + 1;
    }
    long bandBytes = (long) width * height * Float.BYTES;
    try (Memory buffer = new Memory(bandBytes * bands.length)) {
      gdal.CPLErrorReset();
      int error =
          gdal.GDALDatasetRasterIO(
              overview(overview),
              Gdal.READ,
              x,
              y,
              width,
              height,
              buffer,
              width,
              height,
              Gdal.FLOAT32,
              bands.length,
              numbers,
              0,
              0,
              0);
      if (error != 0) {
        throw failure();
      }
      // A driver may make do with less than it asked for.
      stream.rethrow();
      for (int b = 0; b < bands.length; b++) {
        buffer.read(b * bandBytes, values[b], 0, values[b].length);
      }
    }
    return values;
  }

  private Pointer overview(int index) {
    return index == 0 ? dataset : gdal.GDALGetBandDataset(gdal.GDALGetOverview(band(0), index - 1));
  }

  private Pointer band(int index) {
    return gdal.GDALGetRasterBand(dataset, index + 1);
  }

  /** Why the last call failed: the connection, which may come back, or the file. */
  private SceneException failure() throws IOException {
    stream.rethrow();
    String reason = gdal.CPLGetLastErrorMsg().replace("`" + stream.path() + "'", "the file");
    return new SceneException(
        "cannot read " + name + ": " + reason.replace(stream.path(), "the file"));
  }

  @Override
  public void close() {
    if (dataset != null) {
      gdal.GDALClose(dataset);
    }
    stream.close();
  }
}
