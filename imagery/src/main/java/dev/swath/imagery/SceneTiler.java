package dev.swath.imagery;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cuts a scene into the tiles of the grid at the zoom nearest to its resolution. */
public final class SceneTiler {
  /** Tiles with less data than this share are mostly nodata. */
  public static final double DEFAULT_MIN_VALID = 0.5;

  private final RasterScene scene;
  private final int tileSizePx;
  private final double minValidFraction;

  public SceneTiler(RasterScene scene, int tileSizePx) {
    this(scene, tileSizePx, DEFAULT_MIN_VALID);
  }

  /**
   * @param minValidFraction tiles whose share of pixels with data is smaller are skipped
   */
  public SceneTiler(RasterScene scene, int tileSizePx, double minValidFraction) {
    this.scene = scene;
    this.tileSizePx = tileSizePx;
    this.minValidFraction = minValidFraction;
  }

  /** The zoom of this scene's tiles. */
  public int zoom() {
    return new TileGrid(tileSizePx).zoom(scene.resolution(), scene.bounds().centreLatitude());
  }

  /** The keys of all tiles that touch the scene, with or without enough data. */
  public List<TileKey> keys() {
    return TileGrid.covering(scene.bounds(), zoom());
  }

  /** All tiles with enough data, read one by one as the stream is consumed. */
  public Stream<Tile> tiles() {
    return keys().stream().map(this::tile).flatMap(Optional::stream);
  }

  /** One tile in colours, or nothing if it has too little data. */
  public Optional<Tile> tile(TileKey key) {
    return read(key, scene.selection().bands())
        .map(
            bands ->
                new Tile(key, tileSizePx, tileSizePx, scene.rgb(bands), bands.validFraction()));
  }

  /** One tile's measured values, or nothing if it has too little data. */
  public Optional<TileBands> read(TileKey key, List<String> commonNames) {
    TileBands bands = scene.read(key.box(), tileSizePx, commonNames);
    return bands.validFraction() < minValidFraction || bands.validFraction() == 0
        ? Optional.empty()
        : Optional.of(bands);
  }
}
