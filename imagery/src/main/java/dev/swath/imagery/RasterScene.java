package dev.swath.imagery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scene's rasters as one set of named bands, whether they lie in one file or in one file each.
 * Files are opened when a band of theirs is first needed. Thread-safe, except for {@link #close}.
 */
public final class RasterScene implements AutoCloseable {
  /** The side of the decimated image that the stretch is measured on, pixels. */
  private static final int OVERVIEW = 512;

  /** Where a band lies. */
  private record Place(StacAsset asset, int index) {}

  private final StacItem item;
  private final AssetSource source;
  private final RasterReader reader;
  private final BlockCache cache = new BlockCache();
  private final Map<String, RasterAsset> opened = new LinkedHashMap<>();
  private final Map<String, Place> bands = new LinkedHashMap<>();
  private final BandSelection selection;
  private final GeoBox bounds;
  private final double resolution;
  private Stretch stretch;

  /** Opens a scene whose addresses are trusted. */
  public static RasterScene open(StacItem item) throws IOException {
    return open(item, AssetSource.trusting());
  }

  /** Opens a scene with the reader that is there on every machine. */
  public static RasterScene open(StacItem item, AssetSource source) throws IOException {
    return open(item, source, RasterReader.java());
  }

  /**
   * Opens a scene.
   *
   * @throws SceneException if it has no usable raster; the message names the asset
   * @throws IOException if reading failed and may work later
   */
  public static RasterScene open(StacItem item, AssetSource source, RasterReader reader)
      throws IOException {
    try {
      return new RasterScene(item, source, reader);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e.getCause());
    }
  }

  private RasterScene(StacItem item, AssetSource source, RasterReader reader) {
    this.item = item;
    this.source = source;
    this.reader = reader;
    try {
      findBands();
      this.selection = BandSelection.of(bands.keySet());
      List<Georeference> shown =
          selection.bands().stream().map(this::asset).map(RasterAsset::georeference).toList();
      this.bounds = shown.get(0).bounds();
      this.resolution = shown.stream().mapToDouble(Georeference::resolution).min().orElseThrow();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void findBands() {
    List<StacAsset> rasters =
        item.assets().stream()
            .filter(a -> a.isRaster() && !a.isAuxiliary())
            .filter(reader::reads)
            // The same bands in both formats: the one that every reader knows.
            .sorted(Comparator.comparing(StacAsset::isJpeg2000))
            .toList();
    if (rasters.isEmpty()) {
      throw nothingToRead();
    }
    List<StacAsset> described = rasters.stream().filter(a -> !a.bands().isEmpty()).toList();
    // Measurements first: a "visual" rendition of the same bands must not hide them.
    for (boolean data : new boolean[] {true, false}) {
      for (StacAsset asset : described.isEmpty() ? rasters : described) {
        if (asset.roles().contains("data") == data) {
          addBands(asset);
        }
      }
    }
  }

  private SceneException nothingToRead() {
    boolean unread = item.assets().stream().anyMatch(StacAsset::isJpeg2000);
    return new SceneException(
        "scene '"
            + item.id()
            + "' has no "
            + reader.formats()
            + " asset: its assets are "
            + item.assets().stream()
                .map(a -> a.key() + " (" + a.type() + ")")
                .collect(Collectors.joining(", "))
            + (unread ? "; JPEG 2000 is read by GDAL only: install its library, libgdal" : ""));
  }

  private void addBands(StacAsset asset) {
    List<StacBand> list = asset.bands().isEmpty() ? open(asset).bands() : asset.bands();
    for (int i = 0; i < list.size(); i++) {
      bands.putIfAbsent(list.get(i).commonName(), new Place(asset, i));
    }
  }

  private RasterAsset open(StacAsset asset) {
    synchronized (opened) {
      RasterAsset raster = opened.get(asset.key());
      if (raster == null) {
        try {
          raster = RasterAsset.open(item, asset, source, reader, cache);
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
        opened.put(asset.key(), raster);
      }
      return raster;
    }
  }

  private RasterAsset asset(String band) {
    Place place = bands.get(band);
    if (place == null) {
      throw new SceneException(
          "scene '" + item.id() + "' has no band '" + band + "', only " + bands.keySet());
    }
    return open(place.asset());
  }

  public StacItem item() {
    return item;
  }

  /** Common names of all bands. */
  public Set<String> bandNames() {
    return new LinkedHashSet<>(bands.keySet());
  }

  /** The bands that are shown. */
  public BandSelection selection() {
    return selection;
  }

  public GeoBox bounds() {
    return bounds;
  }

  /** Metres on the ground per pixel of the finest shown band, in the middle of the scene. */
  public double resolution() {
    return resolution;
  }

  /**
   * Reads measured values of any window, at any scale.
   *
   * @param box the window in EPSG:3857
   * @param sizePx width and height of the result in pixels
   * @param commonNames the bands
   * @throws SceneException if there is no such band or the file is broken
   * @throws UncheckedIOException if reading failed and may work later
   */
  public TileBands read(MercatorBox box, int sizePx, List<String> commonNames) {
    float[][] values = new float[commonNames.size()][];
    Map<RasterAsset, List<Integer>> byAsset = new LinkedHashMap<>();
    for (int i = 0; i < commonNames.size(); i++) {
      byAsset.computeIfAbsent(asset(commonNames.get(i)), a -> new ArrayList<>()).add(i);
    }
    byAsset.forEach(
        (asset, wanted) -> {
          int[] indices =
              wanted.stream().mapToInt(i -> bands.get(commonNames.get(i)).index()).toArray();
          float[][] read = new Resampler(asset, box, sizePx).read(indices);
          for (int i = 0; i < indices.length; i++) {
            values[wanted.get(i)] = read[i];
          }
        });
    boolean zeroIsNodata = byAsset.keySet().stream().allMatch(RasterAsset::zeroIsNodata);
    return new TileBands(sizePx, commonNames, values, maskIncomplete(values, zeroIsNodata));
  }

  /** Puts NaN in all bands where one has no data; returns the share of pixels with data. */
  private static double maskIncomplete(float[][] values, boolean zeroIsNodata) {
    int valid = 0;
    for (int i = 0; i < values[0].length; i++) {
      boolean missing = false;
      boolean zero = zeroIsNodata;
      for (float[] band : values) {
        missing |= Float.isNaN(band[i]);
        zero &= band[i] == 0;
      }
      if (missing || zero) {
        for (float[] band : values) {
          band[i] = Float.NaN;
        }
      } else {
        valid++;
      }
    }
    return (double) valid / values[0].length;
  }

  /**
   * Makes the shown bands visible with the scene's stretch, which is measured once, on first use.
   *
   * @param shown the values of the bands of {@link #selection()}
   * @return interleaved 8-bit RGB
   */
  public byte[] rgb(TileBands shown) {
    return stretch().apply(selection.channels(shown.values()));
  }

  private synchronized Stretch stretch() {
    if (stretch == null) {
      MercatorBox all =
          new MercatorBox(
              TileGrid.x(bounds.west()),
              TileGrid.y(bounds.south()),
              TileGrid.x(bounds.east()),
              TileGrid.y(bounds.north()));
      stretch = Stretch.of(selection.channels(read(all, OVERVIEW, selection.bands()).values()));
    }
    return stretch;
  }

  @Override
  public void close() {
    opened.values().forEach(RasterAsset::close);
  }
}
