package dev.swath.ingest;

import com.google.protobuf.UnsafeByteOperations;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import dev.swath.imagery.AssetSource;
import dev.swath.imagery.GeoBox;
import dev.swath.imagery.Png;
import dev.swath.imagery.RasterReader;
import dev.swath.imagery.RasterScene;
import dev.swath.imagery.SceneException;
import dev.swath.imagery.SceneTiler;
import dev.swath.imagery.StacAsset;
import dev.swath.imagery.StacItem;
import dev.swath.imagery.Tile;
import dev.swath.imagery.TileGrid;
import dev.swath.imagery.TileKey;
import dev.swath.imagery.VideoFrames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** From a scene's files to observations. Thread-safe. */
final class ObservationMaker implements AutoCloseable {
  private static final double NANOS_PER_MS = 1e6;

  /** Each thread holds blocks of a file that it reads, so there are few even on many cores. */
  private static final int MAX_THREADS = 4;

  private final AssetSource assets;
  private final RasterReader reader;
  private final IngestSettings settings;
  private final InOrder tiling =
      new InOrder(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()), "tiling");

  /** Which tiles of a scene are wanted. */
  @FunctionalInterface
  interface Choice {
    /**
     * @param bounds where the scene lies
     * @param zoom the zoom of its tiles
     */
    List<TileKey> tiles(GeoBox bounds, int zoom);

    /** All of them. */
    static Choice all() {
      return TileGrid::covering;
    }
  }

  /** What is asked of a tile; nothing: the tile is left out. Asked by several threads. */
  @FunctionalInterface
  interface Asked {
    List<Task> of(TileKey tile);
  }

  ObservationMaker(AssetSource assets, RasterReader reader, IngestSettings settings) {
    this.assets = assets;
    this.reader = reader;
    this.settings = settings;
  }

  /** Whether a scene is one of rasters, of a video, or (by its Item) of both. */
  static boolean has(StacItem item, Kind kind) {
    return item.assets().stream()
        .anyMatch(asset -> kind == Kind.VIDEO ? asset.isVideo() : asset.isRaster());
  }

  /**
   * Cuts a scene's rasters into tiles, several at the same time.
   *
   * @param minValidFraction tiles with less data are left out
   * @param sink takes the observations, in this thread and the order of the groups of tiles
   * @throws SceneException if the scene is unusable
   * @throws UncheckedIOException if reading failed and may work later
   */
  void images(
      StacItem item,
      Choice choice,
      double minValidFraction,
      Asked asked,
      Consumer<Observation> sink) {
    refuseForeignFiles(item);
    long opening = System.nanoTime();
    try (RasterScene scene = RasterScene.open(item, assets, reader)) {
      SceneTiler tiler = new SceneTiler(scene, settings.tileSize(), minValidFraction);
      List<List<TileKey>> groups =
          new TileGrid(settings.tileSize()).groups(choice.tiles(scene.bounds(), tiler.zoom()));
      tiling.run(
          groups,
          group -> {
            // Opening the files is work on the first tile.
            long start = group == groups.get(0) ? opening : System.nanoTime();
            return observations(item, tiler, group, asked, start);
          },
          observations -> observations.forEach(sink));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static List<Observation> observations(
      StacItem item, SceneTiler tiler, List<TileKey> group, Asked asked, long opening) {
    List<Observation> observations = new ArrayList<>();
    long start = opening;
    for (TileKey key : group) {
      List<Task> tasks = asked.of(key);
      Optional<Tile> tile = tasks.isEmpty() ? Optional.empty() : tiler.tile(key);
      if (tile.isPresent()) {
        Tile image = tile.get();
        byte[] png = Png.encode(image.width(), image.height(), image.rgb());
        observations.add(observation(item, key, Kind.IMAGE, List.of(png), tasks, start));
        start = System.nanoTime();
      }
    }
    return observations;
  }

  /**
   * Samples a scene's video; the tile is the one that holds the middle of its footprint.
   *
   * @throws SceneException if the scene is unusable
   * @throws UncheckedIOException if reading failed and may work later
   */
  void video(StacItem item, Asked asked, Consumer<Observation> sink) {
    refuseForeignFiles(item);
    long start = System.nanoTime();
    TileKey tile = videoTile(item);
    List<Task> tasks = asked.of(tile);
    if (tasks.isEmpty()) {
      return;
    }
    StacAsset video = item.assets().stream().filter(StacAsset::isVideo).findFirst().orElseThrow();
    List<byte[]> frames;
    try {
      frames =
          VideoFrames.read(video, assets, settings.video().frames(), settings.video().maxSide());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    sink.accept(observation(item, tile, Kind.VIDEO, frames, tasks, start));
  }

  /** Who put an Item on the web has no business with files here, even in allowed folders. */
  private void refuseForeignFiles(StacItem item) {
    boolean remote = item.origin().filter(origin -> !"file".equals(origin.getScheme())).isPresent();
    if (!remote || settings.remoteItemsMayNameFiles()) {
      return;
    }
    for (StacAsset asset : item.assets()) {
      if ("file".equalsIgnoreCase(asset.href().getScheme())) {
        throw new SceneException(
            "asset '%s' is a file of this machine (%s), but its Item lies at %s: if that is meant, set swath.ingest.remote-items-may-name-files=true"
                .formatted(asset.key(), asset.href(), item.origin().orElseThrow()));
      }
    }
  }

  private TileKey videoTile(StacItem item) {
    List<Double> box =
        item.bbox()
            .orElseThrow(
                () ->
                    new SceneException(
                        "STAC Item '"
                            + item.id()
                            + "': bbox is missing: where was the video taken?"));
    if (box.get(0) > box.get(2)) {
      throw new SceneException(
          "STAC Item '" + item.id() + "': bbox crosses the antimeridian, which is not supported");
    }
    double latitude = (box.get(1) + box.get(3)) / 2;
    int zoom =
        item.gsd().isPresent()
            ? new TileGrid(settings.tileSize()).zoom(item.gsd().getAsDouble(), latitude)
            : settings.video().zoom();
    return TileGrid.at((box.get(0) + box.get(2)) / 2, latitude, zoom);
  }

  private static Observation observation(
      StacItem item, TileKey tile, Kind kind, List<byte[]> pngs, List<Task> tasks, long start) {
    List<Frame> frames = new ArrayList<>();
    for (byte[] png : pngs) {
      frames.add(Frame.newBuilder().setPng(UnsafeByteOperations.unsafeWrap(png)).build());
    }
    return Observation.newBuilder()
        .setTile(tile.toString())
        .setKind(kind)
        .setAcquisition(
            Acquisition.newBuilder()
                .setSceneId(item.id())
                .setAcquiredMs(item.acquired().toEpochMilli()))
        .addAllFrames(frames)
        .addAllTasks(tasks)
        .putStagesMs("ingest", (System.nanoTime() - start) / NANOS_PER_MS)
        .build();
  }

  @Override
  public void close() {
    tiling.close();
  }
}
