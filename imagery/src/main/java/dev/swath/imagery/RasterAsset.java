package dev.swath.imagery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.opengis.referencing.operation.TransformException;
import org.opengis.util.FactoryException;

/**
 * One raster, read in blocks, at full resolution or decimated by powers of two (from the file's
 * overviews where it has them). What is read is the same whichever reader opened the file.
 * Thread-safe.
 */
final class RasterAsset implements AutoCloseable {
  private static final int BLOCK = 1024;

  /** So many stored values are read at once: 16 MiB of floats. */
  private static final long MAX_READ = 4L * BLOCK * BLOCK;

  /** Files with more bands are not kept in memory whole. */
  private static final int FEW_BANDS = 4;

  private final StacAsset asset;
  private final String name;
  private final RasterFile file;
  private final BlockCache cache;
  private final RasterFile.Size size;
  private final Georeference georeference;
  private final BandValues bands;

  /**
   * Opens a file and reads its header.
   *
   * @throws SceneException if the file is missing, broken or nowhere on Earth
   * @throws IOException if reading failed and may work later
   */
  static RasterAsset open(
      StacItem item, StacAsset asset, AssetSource source, RasterReader reader, BlockCache cache)
      throws IOException {
    String name = "scene '" + item.id() + "', asset '" + asset.key() + "' (" + asset.href() + ")";
    RasterFile file = reader.open(asset, name, source);
    try {
      source.limits().check(name, file.sizes().get(0), file.nodata().size());
      return new RasterAsset(asset, name, file, cache);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private RasterAsset(StacAsset asset, String name, RasterFile file, BlockCache cache) {
    this.asset = asset;
    this.name = name;
    this.file = file;
    this.cache = cache;
    this.size = file.sizes().get(0);
    try {
      this.georeference = new Georeference(asset, name, size, file.placement());
    } catch (FactoryException | TransformException e) {
      throw new SceneException("cannot read " + name + ": " + e.getMessage(), e);
    }
    this.bands = new BandValues(asset, name, file.nodata(), file.alpha());
  }

  /** Bands in file order without alpha, with what the Item and the file together say of each. */
  List<StacBand> bands() {
    return bands.list();
  }

  Georeference georeference() {
    return georeference;
  }

  int width() {
    return size.width();
  }

  int height() {
    return size.height();
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
    return ((size.width() - 1) >> level) + 1;
  }

  int levelHeight(int level) {
    return ((size.height() - 1) >> level) + 1;
  }

  /**
   * Reads a window that lies within the raster.
   *
   * @param level decimation: one pixel stands for 2^level x 2^level
   * @param wanted indices of bands
   * @return one row-major array for each of them, NaN where there is no data
   * @throws SceneException if the file is broken
   * @throws UncheckedIOException if reading failed and may work later
   */
  float[][] window(int level, int x, int y, int w, int h, int[] wanted) {
    List<Integer> kept =
        bands.list().size() <= FEW_BANDS
            ? IntStream.range(0, bands.list().size()).boxed().toList()
            : Arrays.stream(wanted).boxed().toList();
    float[][] window = new float[wanted.length][w * h];
    for (int row = y / BLOCK; row <= (y + h - 1) / BLOCK; row++) {
      for (int column = x / BLOCK; column <= (x + w - 1) / BLOCK; column++) {
        float[][] block = block(new BlockCache.Key(asset.key(), level, column, row, kept));
        int blockWidth = Math.min(BLOCK, levelWidth(level) - column * BLOCK);
        int left = Math.max(x, column * BLOCK);
        int right = Math.min(x + w, column * BLOCK + blockWidth);
        int top = Math.max(y, row * BLOCK);
        int bottom = Math.min(y + h, Math.min((row + 1) * BLOCK, levelHeight(level)));
        for (int b = 0; b < window.length; b++) {
          float[] source = block[kept.indexOf(wanted[b])];
          for (int line = top; line < bottom; line++) {
            System.arraycopy(
                source,
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

  private float[][] block(BlockCache.Key key) {
    return cache.get(
        key,
        () -> {
          try {
            return readBlock(key);
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + ": " + e.getMessage(), e);
          }
        });
  }

  private float[][] readBlock(BlockCache.Key key) throws IOException {
    int x = key.column() * BLOCK;
    int y = key.row() * BLOCK;
    int w = Math.min(BLOCK, levelWidth(key.level()) - x);
    int h = Math.min(BLOCK, levelHeight(key.level()) - y);
    int overview = overview(1 << key.level());
    RasterFile.Size stored = file.sizes().get(overview);
    int[] columns = nearest(x, w, key.level(), size.width(), stored.width());
    int[] rows = nearest(y, h, key.level(), size.height(), stored.height());
    int[] wanted = key.bands().stream().mapToInt(Integer::intValue).toArray();
    int[] needed = bands.needed(wanted);
    float[][] block = new float[wanted.length][w * h];
    // Where overviews are missing, most of what is read is left out: never all of it at once.
    int across = fitting(columns, BLOCK);
    for (int left = 0; left < w; left += across) {
      int right = Math.min(w, left + across);
      int span = columns[right - 1] - columns[left] + 1;
      int down = fitting(rows, MAX_READ / ((long) span * needed.length));
      for (int top = 0; top < h; top += down) {
        int bottom = Math.min(h, top + down);
        int lines = rows[bottom - 1] - rows[top] + 1;
        float[][] read = file.read(overview, columns[left], rows[top], span, lines, needed);
        float[][] values = bands.measured(read, wanted);
        for (int b = 0; b < block.length; b++) {
          for (int j = top; j < bottom; j++) {
            int line = (rows[j] - rows[top]) * span - columns[left];
            for (int i = left; i < right; i++) {
              block[b][j * w + i] = values[b][line + columns[i]];
            }
          }
        }
      }
    }
    return block;
  }

  /** The coarsest overview that is not coarser than one pixel for so many. */
  private int overview(int decimation) {
    int best = 0;
    for (int i = 1; i < file.sizes().size(); i++) {
      RasterFile.Size stored = file.sizes().get(i);
      if ((long) stored.width() * decimation >= size.width()
          && (long) stored.height() * decimation >= size.height()) {
        best = i;
      }
    }
    return best;
  }

  /**
   * The stored pixels nearest to the middles of the wanted ones, the left or upper one of two: an
   * overview's size is not exactly a power of 2.
   */
  private static int[] nearest(int first, int count, int level, int full, int stored) {
    double scale = (double) stored / full;
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      double middle = (first + i + 0.5) * (1 << level) * scale - 0.5;
      indices[i] = (int) Math.max(0, Math.min(stored - 1, Math.round(middle - 1e-6)));
    }
    return indices;
  }

  /**
   * How many neighbouring indices can be read together without reading more than so many pixels.
   */
  private static int fitting(int[] indices, long pixels) {
    double step =
        indices.length < 2
            ? 1
            : (double) (indices[indices.length - 1] - indices[0]) / (indices.length - 1);
    return (int) Math.max(1, Math.min(indices.length, pixels / Math.max(1, step)));
  }

  @Override
  public void close() {
    file.close();
  }
}
