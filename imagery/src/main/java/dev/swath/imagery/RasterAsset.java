package dev.swath.imagery;

import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.sis.coverage.grid.GridCoverage;
import org.apache.sis.coverage.grid.GridExtent;
import org.apache.sis.coverage.grid.GridGeometry;
import org.apache.sis.coverage.grid.PixelInCell;
import org.apache.sis.storage.Aggregate;
import org.apache.sis.storage.DataStore;
import org.apache.sis.storage.DataStoreException;
import org.apache.sis.storage.GridCoverageResource;
import org.apache.sis.storage.RasterLoadingStrategy;
import org.apache.sis.storage.Resource;
import org.apache.sis.storage.StorageConnector;
import org.apache.sis.storage.geotiff.GeoTiffStore;
import org.apache.sis.storage.geotiff.GeoTiffStoreProvider;
import org.opengis.referencing.operation.TransformException;
import org.opengis.util.FactoryException;

/**
 * One GeoTIFF, read with Apache SIS in blocks, at full resolution or decimated by powers of two
 * (from the file's overviews where it has them). Not thread-safe.
 */
final class RasterAsset implements AutoCloseable {
  private static final int BLOCK = 1024;

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

  private final StacAsset asset;
  private final String name;
  private final SeekableByteChannel channel;
  private final DataStore store;
  private final BlockCache cache;
  private final GridCoverageResource resource;
  private final GridGeometry grid;
  private final int width;
  private final int height;
  private final Georeference georeference;
  private final BandValues bands;

  /**
   * Opens a file and reads its header.
   *
   * @throws SceneException if the file is missing, broken or nowhere on Earth
   */
  static RasterAsset open(StacItem item, StacAsset asset, AssetSource source, BlockCache cache)
      throws IOException {
    String name = "scene '" + item.id() + "', asset '" + asset.key() + "' (" + asset.href() + ")";
    SeekableByteChannel channel = source.open(asset.href());
    DataStore store = null;
    try {
      AssetChecks.verify(asset, channel);
      store = new GeoTiffStore(new GeoTiffStoreProvider(), new StorageConnector(channel));
      return new RasterAsset(asset, name, channel, store, cache);
    } catch (SceneException | IOException e) {
      close(store, channel);
      throw e;
    } catch (DataStoreException | FactoryException | TransformException | RuntimeException e) {
      close(store, channel);
      throw failure(name, e);
    }
  }

  private RasterAsset(
      StacAsset asset, String name, SeekableByteChannel channel, DataStore store, BlockCache cache)
      throws DataStoreException, FactoryException, TransformException {
    this.asset = asset;
    this.name = name;
    this.channel = channel;
    this.store = store;
    this.cache = cache;
    this.resource = mainImage(store, name);
    resource.setLoadingStrategy(RasterLoadingStrategy.AT_READ_TIME);
    this.grid = resource.getGridGeometry().shiftGridToZeros();
    this.width = Math.toIntExact(grid.getExtent().getSize(0));
    this.height = Math.toIntExact(grid.getExtent().getSize(1));
    this.georeference = new Georeference(asset, name, grid);
    RenderedImage corner = readImage(0, 0, 1, 1, 1).render(null);
    boolean alpha = corner.getColorModel() != null && corner.getColorModel().hasAlpha();
    this.bands = new BandValues(asset, name, resource.getSampleDimensions(), alpha);
  }

  private static GridCoverageResource mainImage(DataStore store, String name)
      throws DataStoreException {
    if (store instanceof GridCoverageResource image) {
      return image;
    }
    if (store instanceof Aggregate aggregate) {
      for (Resource component : aggregate.components()) {
        if (component instanceof GridCoverageResource image) {
          return image;
        }
      }
    }
    throw new SceneException(name + " holds no image");
  }

  /** Bands in file order without alpha, with what the Item and the file together say of each. */
  List<StacBand> bands() {
    return bands.list();
  }

  Georeference georeference() {
    return georeference;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /**
   * Whether a pixel that is zero in all bands is missing, because nothing else marks missing ones.
   */
  boolean zeroIsNodata() {
    return bands.zeroIsNodata();
  }

  /**
   * The smallest decimation level whose windows read at most about four pixels for one wanted.
   *
   * @param scale pixels of this raster for one pixel wanted
   */
  static int level(double scale) {
    return scale < 2 ? 0 : (int) Math.max(0, Math.floor(Math.log(scale) / Math.log(2)) - 1);
  }

  int levelWidth(int level) {
    return ((width - 1) >> level) + 1;
  }

  int levelHeight(int level) {
    return ((height - 1) >> level) + 1;
  }

  /**
   * Reads a window that lies within the raster.
   *
   * @param level decimation: one pixel stands for 2^level x 2^level
   * @return one row-major array a band, NaN where there is no data
   */
  float[][] window(int level, int x, int y, int w, int h) {
    float[][] window = new float[bands.list().size()][w * h];
    for (int row = y / BLOCK; row <= (y + h - 1) / BLOCK; row++) {
      for (int column = x / BLOCK; column <= (x + w - 1) / BLOCK; column++) {
        float[][] block = block(level, column, row);
        int blockWidth = Math.min(BLOCK, levelWidth(level) - column * BLOCK);
        int left = Math.max(x, column * BLOCK);
        int right = Math.min(x + w, column * BLOCK + blockWidth);
        int top = Math.max(y, row * BLOCK);
        int bottom = Math.min(y + h, Math.min((row + 1) * BLOCK, levelHeight(level)));
        for (int b = 0; b < window.length; b++) {
          for (int line = top; line < bottom; line++) {
            System.arraycopy(
                block[b],
                (line - row * BLOCK) * blockWidth + left - column * BLOCK,
                window[b],
                (line - y) * w + left - x,
                right - left);
          }
        }
      }
    }
    return window;
  }

  private float[][] block(int level, int column, int row) {
    BlockCache.Key key = new BlockCache.Key(asset.key(), level, column, row);
    float[][] block = cache.get(key);
    if (block == null) {
      block = readBlock(level, column, row);
      cache.put(key, block);
    }
    return block;
  }

  private float[][] readBlock(int level, int column, int row) {
    int x = column * BLOCK;
    int y = row * BLOCK;
    int w = Math.min(BLOCK, levelWidth(level) - x);
    int h = Math.min(BLOCK, levelHeight(level) - y);
    try {
      int stride = 1 << level;
      GridCoverage coverage =
          readImage(
              x << level,
              y << level,
              Math.min(w << level, width - (x << level)),
              Math.min(h << level, height - (y << level)),
              stride);
      return bands.measured(copy(coverage, x, y, w, h, stride));
    } catch (DataStoreException | TransformException | RuntimeException e) {
      throw failure(name, e);
    }
  }

  private GridCoverage readImage(int x, int y, int w, int h, int stride) throws DataStoreException {
    GridExtent extent = new GridExtent(null, new long[] {x, y}, new long[] {x + w, y + h}, false);
    GridGeometry domain = grid.derive().subgrid(extent, stride, stride).build();
    return resource.read(domain).forConvertedValues(false);
  }

  /**
   * Copies the pixels nearest to the wanted ones: an overview's size is not exactly a power of 2.
   */
  private float[][] copy(GridCoverage coverage, int x, int y, int w, int h, int stride)
      throws TransformException {
    RenderedImage image = coverage.render(null);
    Raster raster = image.getData();
    GridGeometry read = coverage.getGridGeometry();
    double[] p = {x * stride + (stride - 1) / 2.0, y * stride + (stride - 1) / 2.0, 0, 0};
    p[2] = p[0] + stride;
    p[3] = p[1] + stride;
    grid.createTransformTo(read, PixelInCell.CELL_CENTER).transform(p, 0, p, 0, 2);
    int[] columns =
        nearest(
            p[0] - read.getExtent().getLow(0),
            p[2] - p[0],
            w,
            raster.getMinX(),
            raster.getMinX() + raster.getWidth());
    int[] rows =
        nearest(
            p[1] - read.getExtent().getLow(1),
            p[3] - p[1],
            h,
            raster.getMinY(),
            raster.getMinY() + raster.getHeight());
    int count = bands.stored();
    float[][] block = new float[count][w * h];
    float[] line = new float[raster.getWidth()];
    for (int b = 0; b < count; b++) {
      for (int j = 0; j < h; j++) {
        raster.getSamples(raster.getMinX(), rows[j], raster.getWidth(), 1, b, line);
        for (int i = 0; i < w; i++) {
          block[b][j * w + i] = line[columns[i] - raster.getMinX()];
        }
      }
    }
    return block;
  }

  private static int[] nearest(double first, double step, int count, int min, int end) {
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) Math.max(min, Math.min(end - 1, Math.round(first + i * step)));
    }
    return indices;
  }

  @Override
  public void close() {
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

  /** What went wrong while reading: the connection, which may come back, or the file. */
  private static RuntimeException failure(String name, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SceneException scene) {
        return scene;
      }
      if (cause instanceof IOException io && !(cause instanceof EOFException)) {
        return new UncheckedIOException("cannot read " + name + ": " + io.getMessage(), io);
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
