package dev.swath.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.imagery.AssetSource;
import dev.swath.imagery.MercatorBox;
import dev.swath.imagery.Png;
import dev.swath.imagery.RasterReader;
import dev.swath.imagery.RasterScene;
import dev.swath.imagery.SceneTiler;
import dev.swath.imagery.StacItem;
import dev.swath.imagery.Stretch;
import dev.swath.imagery.Tile;
import dev.swath.imagery.TileGrid;
import dev.swath.imagery.TileKey;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.scenes.LargeScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What cutting a scene into PNG tiles costs, beside GDAL's own tools on the same tiles. */
public final class IngestFigures {

  public static final String METHOD =
      "Ingest: the tiles inside of one made-up scene of 2176 x 1664 pixels and four 16-bit bands, a cloud"
          + " optimized GeoTIFF, cut, stretched and encoded as PNG in one thread; against gdalwarp of the"
          + " same window to one raster (bilinear, one thread), gdal_translate to bytes with the same"
          + " stretch, and gdal_retile.py to the same tiles as PNG files. Processor seconds of all threads"
          + " and of all of GDAL's processes; medians of 3 runs behind one that is not counted.";

  private static final String AGAINST = "gdalwarp, gdal_translate, gdal_retile.py";
  private static final Goal GOAL = Goal.atLeast(1);

  /** What the compact model sees, and a published one. */
  private static final List<Integer> SIZES = List.of(64, 384);

  private static final int REPETITIONS = 3;

  /** The reader that ingest-service chooses. */
  private static final RasterReader READER = RasterReader.of(RasterReader.Choice.AUTO);

  private IngestFigures() {}

  /**
   * @param progress is told what is measured now
   */
  public static List<Figure> measure(Consumer<String> progress) throws IOException {
    return measure(SIZES, 8, 8, progress);
  }

  /**
   * @param sizes pixels a side of a tile
   * @param across how often the made-up landscape lies side by side
   * @param down how often one below the other
   */
  static List<Figure> measure(List<Integer> sizes, int across, int down, Consumer<String> progress)
      throws IOException {
    Optional<String> reason =
        CpuTime.isKnown() ? Gdal.missing() : Optional.of("it needs /proc to tell processor times");
    List<Figure> figures = new ArrayList<>();
    try (Scratch scratch = Scratch.create()) {
      Path cog = scratch.folder().resolve("scene.tif");
      if (reason.isEmpty()) {
        progress.accept("drawing a scene");
        Path plain = scratch.folder().resolve("plain.tif");
        LargeScene.write(plain, across, down);
        Gdal.optimize(plain, cog);
      }
      for (int size : sizes) {
        progress.accept("cutting tiles of %d pixels".formatted(size));
        figures.add(
            reason.isEmpty()
                ? measure(cog, size)
                : Figure.notRun(name(size), AGAINST, GOAL, reason.get()));
      }
    }
    return figures;
  }

  private static String name(int size) {
    return "ingest by the reader %s, tiles of %d pixels".formatted(READER.name(), size);
  }

  private static Figure measure(Path cog, int size) throws IOException {
    Cut cut = Cut.of(cog, size);
    double[] own = new double[REPETITIONS];
    double[] gdals = new double[REPETITIONS];
    long ownBytes = 0;
    long gdalBytes = 0;
    for (int i = -1; i < REPETITIONS; i++) {
      double start = CpuTime.own();
      List<byte[]> pngs = cut.own();
      double seconds = CpuTime.own() - start;
      start = CpuTime.children();
      List<byte[]> theirs = cut.gdals();
      double gdalSeconds = CpuTime.children() - start;
      ownBytes = pngs.stream().mapToLong(png -> png.length).sum();
      gdalBytes = theirs.stream().mapToLong(png -> png.length).sum();
      if (i >= 0) {
        own[i] = seconds;
        gdals[i] = gdalSeconds;
      }
    }
    int tiles = cut.keys().size();
    double ours = Timing.median(own);
    double gdal = Timing.median(gdals);
    return Figure.of(name(size), AGAINST, rate(tiles / ours), rate(tiles / gdal), gdal / ours, GOAL)
        .noting(
            "%d tiles; a PNG has %.1f kB, GDAL's %.1f kB"
                .formatted(tiles, ownBytes / 1e3 / tiles, gdalBytes / 1e3 / tiles));
  }

  private static String rate(double tiles) {
    return "%.1f tiles/s and core".formatted(tiles);
  }

  /**
   * A block of tiles that all lie inside of a scene.
   *
   * @param keys row by row in the order in which they are read best
   * @param columns tiles side by side
   * @param rows tiles one below the other
   * @param stretch that makes the scene visible
   */
  record Cut(
      Path cog,
      StacItem item,
      int size,
      List<TileKey> keys,
      int columns,
      int rows,
      Stretch stretch) {

    static Cut of(Path cog, int size) throws IOException {
      StacItem item = StacItem.parse(item(cog));
      try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), READER)) {
        List<TileKey> all = new SceneTiler(scene, size).keys();
        int left = all.stream().mapToInt(TileKey::x).min().orElseThrow() + 1;
        int right = all.stream().mapToInt(TileKey::x).max().orElseThrow() - 1;
        int top = all.stream().mapToInt(TileKey::y).min().orElseThrow() + 1;
        int bottom = all.stream().mapToInt(TileKey::y).max().orElseThrow() - 1;
        List<TileKey> inside =
            all.stream()
                .filter(k -> k.x() >= left && k.x() <= right && k.y() >= top && k.y() <= bottom)
                .toList();
        return new Cut(cog, item, size, inside, right - left + 1, bottom - top + 1, stretch(scene));
      }
    }

    private static String item(Path cog) {
      ObjectNode item = new ObjectMapper().createObjectNode();
      item.put("type", "Feature").put("stac_version", "1.0.0").put("id", "bench");
      item.putObject("properties").put("datetime", "2025-05-10T10:05:00Z");
      ObjectNode asset = item.putObject("assets").putObject("image");
      asset.put("href", cog.toUri().toString()).put("type", "image/tiff; application=geotiff");
      asset.putArray("roles").add("data");
      LargeScene.BANDS.forEach(
          band -> asset.withArray("eo:bands").addObject().put("common_name", band));
      return item.toString();
    }

    private static Stretch stretch(RasterScene scene) {
      MercatorBox all =
          new MercatorBox(
              TileGrid.x(scene.bounds().west()),
              TileGrid.y(scene.bounds().south()),
              TileGrid.x(scene.bounds().east()),
              TileGrid.y(scene.bounds().north()));
      return Stretch.of(scene.read(all, 512, scene.selection().bands()).values());
    }

    /** The tiles as ingest-service makes them, in the order of the keys. */
    List<byte[]> own() throws IOException {
      try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), READER)) {
        SceneTiler tiler = new SceneTiler(scene, size);
        List<byte[]> pngs = new ArrayList<>();
        for (TileKey key : keys) {
          Tile tile = tiler.tile(key).orElseThrow();
          pngs.add(Png.encode(tile.width(), tile.height(), tile.rgb()));
        }
        return pngs;
      }
    }

    /** The same tiles as GDAL makes them, row by row. */
    List<byte[]> gdals() throws IOException {
      int left = keys.stream().mapToInt(TileKey::x).min().orElseThrow();
      int top = keys.stream().mapToInt(TileKey::y).min().orElseThrow();
      int zoom = keys.get(0).z();
      MercatorBox first = new TileKey(zoom, left, top).box();
      MercatorBox last = new TileKey(zoom, left + columns - 1, top + rows - 1).box();
      MercatorBox box = new MercatorBox(first.minX(), last.minY(), last.maxX(), first.maxY());
      try (Scratch scratch = Scratch.create()) {
        Gdal.tiles(cog, box, columns, rows, size, stretch, scratch.folder());
        try (Stream<Path> files = Files.list(scratch.folder())) {
          List<byte[]> pngs = new ArrayList<>();
          // The numbers in the names are all equally long
          for (Path file : files.filter(f -> f.toString().endsWith(".png")).sorted().toList()) {
            pngs.add(Files.readAllBytes(file));
          }
          return pngs;
        }
      }
    }
  }
}
