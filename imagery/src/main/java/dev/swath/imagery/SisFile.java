package dev.swath.imagery;

import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.sis.coverage.grid.GridCoverage;
import org.apache.sis.coverage.grid.GridExtent;
import org.apache.sis.coverage.grid.GridGeometry;
import org.apache.sis.coverage.grid.PixelInCell;
import org.apache.sis.storage.DataStore;
import org.apache.sis.storage.DataStoreException;
import org.apache.sis.storage.GridCoverageResource;
import org.apache.sis.storage.RasterLoadingStrategy;
import org.apache.sis.storage.StorageConnector;
import org.apache.sis.storage.geotiff.GeoTiffStore;
import org.apache.sis.storage.geotiff.GeoTiffStoreProvider;
import org.opengis.referencing.operation.TransformException;

/** One GeoTIFF, read with Apache SIS, by one thread at a time. */
final class SisFile implements RasterFile {

  static {
    // SIS looks reference systems up in a Derby database, whose log would litter the working
    // folder.
    if (System.getProperties().keySet().stream()
        .noneMatch(key -> key.toString().startsWith("derby.stream.error"))) {
      System.setProperty(
          "derby.stream.error.file",
          Path.of(System.getProperty("java.io.tmpdir"), "swath-derby.log").toString());
    }
  }

  private final String name;
  private final SeekableByteChannel channel;
  private final GeoTiffStore store;
  private final GridCoverageResource resource;
  private final GridGeometry grid;
  private final List<Size> sizes;
  private final List<OptionalDouble> nodata;
  private final boolean alpha;

  static SisFile open(StacAsset asset, String name, AssetSource source) throws IOException {
    SeekableByteChannel channel = source.open(asset.href());
    GeoTiffStore store = null;
    try {
      AssetChecks.verify(asset, channel, source.limits());
      store = new GeoTiffStore(new GeoTiffStoreProvider(), new StorageConnector(channel));
      return new SisFile(name, channel, store, source.limits());
    } catch (SceneException | IOException e) {
      close(store, channel);
      throw e;
    } catch (DataStoreException | RuntimeException e) {
      close(store, channel);
      throw failure(name, e);
    }
  }

  private SisFile(String name, SeekableByteChannel channel, GeoTiffStore store, ReadLimits limits)
      throws DataStoreException {
    this.name = name;
    this.channel = channel;
    this.store = store;
    this.resource = SisHeader.mainImage(store, name);
    resource.setLoadingStrategy(RasterLoadingStrategy.AT_READ_TIME);
    this.grid = resource.getGridGeometry().shiftGridToZeros();
    this.sizes = SisHeader.sizes(resource, grid);
    limits.check(name, sizes.get(0), resource.getSampleDimensions().size());
    RenderedImage corner = readImage(new GridExtent(1, 1), 1).render(null);
    this.nodata = SisHeader.nodata(store, resource, corner.getSampleModel().getDataType());
    this.alpha = corner.getColorModel() != null && corner.getColorModel().hasAlpha();
  }

  @Override
  public List<Size> sizes() {
    return sizes;
  }

  @Override
  public List<OptionalDouble> nodata() {
    return nodata;
  }

  @Override
  public boolean alpha() {
    return alpha;
  }

  @Override
  public Optional<Placement> placement() {
    return grid.isDefined(GridGeometry.CRS | GridGeometry.GRID_TO_CRS)
        ? Optional.of(
            new Placement(
                grid.getCoordinateReferenceSystem(), grid.getGridToCRS(PixelInCell.CELL_CENTER)))
        : Optional.empty();
  }

  @Override
  public synchronized float[][] read(int overview, int x, int y, int width, int height, int[] bands)
      throws IOException {
    Size full = sizes.get(0);
    double across = (double) full.width() / sizes.get(overview).width();
    double down = (double) full.height() / sizes.get(overview).height();
    GridExtent extent =
        new GridExtent(
            null,
            new long[] {(long) Math.floor(x * across), (long) Math.floor(y * down)},
            new long[] {
              Math.min(full.width(), (long) Math.ceil((x + width) * across)),
              Math.min(full.height(), (long) Math.ceil((y + height) * down))
            },
            false);
    try {
      // SIS takes the coarsest overview that is not coarser than what is asked for.
      int stride = (int) Math.ceil(Math.max(across, down) - 1e-6);
      GridCoverage coverage = readImage(extent, stride, bands);
      return copy(coverage, x, y, width, height, across, down);
    } catch (DataStoreException | TransformException | RuntimeException e) {
      throw failure(name, e);
    }
  }

  private GridCoverage readImage(GridExtent extent, int stride, int... bands)
      throws DataStoreException {
    GridGeometry domain = grid.derive().subgrid(extent, stride, stride).build();
    return resource.read(domain, bands).forConvertedValues(false);
  }

  /** Copies the window out of what SIS read, which may be a little more or less. */
  private float[][] copy(
      GridCoverage coverage, int x, int y, int w, int h, double across, double down)
      throws TransformException {
    Raster raster = coverage.render(null).getData();
    GridGeometry read = coverage.getGridGeometry();
    // The middles of the window's first pixel and of its diagonal neighbour, at full resolution.
    double[] p = {
      (x + 0.5) * across - 0.5,
      (y + 0.5) * down - 0.5,
      (x + 1.5) * across - 0.5,
      (y + 1.5) * down - 0.5
    };
    if (grid.isDefined(GridGeometry.GRID_TO_CRS)) {
      grid.createTransformTo(read, PixelInCell.CELL_CENTER).transform(p, 0, p, 0, 2);
    }
    int left = raster.getMinX();
    int top = raster.getMinY();
    double column = p[0] - read.getExtent().getLow(0);
    double row = p[1] - read.getExtent().getLow(1);
    int[] columns = nearest(column, p[2] - p[0], w, left, left + raster.getWidth());
    int[] rows = nearest(row, p[3] - p[1], h, top, top + raster.getHeight());
    float[][] window = new float[raster.getNumBands()][w * h];
    float[] line = new float[raster.getWidth()];
    for (int b = 0; b < window.length; b++) {
      for (int j = 0; j < h; j++) {
        raster.getSamples(left, rows[j], raster.getWidth(), 1, b, line);
        for (int i = 0; i < w; i++) {
          window[b][j * w + i] = line[columns[i] - left];
        }
      }
    }
    return window;
  }

  private static int[] nearest(double first, double step, int count, int min, int end) {
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) Math.max(min, Math.min(end - 1, Math.round(first + i * step)));
    }
    return indices;
  }

  @Override
  public synchronized void close() {
    close(store, channel);
  }

  private static void close(DataStore store, SeekableByteChannel channel) {
    try (channel) {
      if (store != null) {
        store.close();
      }
    } catch (DataStoreException | IOException e) {
      // Nothing was written, so nothing is lost.
    }
  }

  /**
   * What went wrong while reading: the file.
   *
   * @throws IOException if it was the connection, which may come back
   */
  private static SceneException failure(String name, Exception e) throws IOException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SceneException scene) {
        return scene;
      }
      if (cause instanceof IOException io && !(cause instanceof EOFException)) {
        throw new IOException("cannot read " + name + ": " + io.getMessage(), io);
      }
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return new SceneException("cannot read " + name + ": " + reason, e);
  }
}
