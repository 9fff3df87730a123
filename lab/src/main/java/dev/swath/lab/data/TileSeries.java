package dev.swath.lab.data;

import dev.swath.imagery.RasterScene;
import dev.swath.imagery.SceneTiler;
import dev.swath.imagery.StacItem;
import dev.swath.imagery.TileBands;
import dev.swath.imagery.TileKey;
import dev.swath.lab.dataset.Split;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tiles of a place at several dates, cut by the same code that cuts them when serving, with the
 * land cover that the bands' indices tell. The split is by place: all dates of a tile are on one
 * side.
 */
public record TileSeries(
    String name, Sensor sensor, List<Place> train, List<Place> validation, List<Place> test) {

  /** A tile counts when at least this share of it lies in the scene. */
  private static final double WHOLE = 0.95;

  /** What tells land cover from bands, one rule a sensor because their values differ. */
  public enum Sensor {
    /** Calibrated: one threshold for water (NDWI) and one for plants (NDVI, Rouse 1974). */
    LANDSAT,
    /** Not calibrated between dates: only water counts, from each scene's own threshold. */
    NAIP,
    /** Made-up scenes, whose cover is known, not measured. */
    MADE_UP;

    private static final double LANDSAT_WATER = 0;
    private static final double LANDSAT_VEGETATION = 0.6;

    /** Pixels so near the scene's own threshold may be either. */
    private static final double UNSURE = 0.05;

    private double waterThreshold(List<TileBands> scene) {
      return this == NAIP ? WaterIndex.valley(scene) : LANDSAT_WATER;
    }

    private LandCover cover(double waterThreshold, float green, float red, float nir) {
      if (Float.isNaN(green)) {
        return LandCover.UNKNOWN;
      }
      double water = WaterIndex.of(green, nir) - waterThreshold;
      if (this == NAIP) {
        return Math.abs(water) < UNSURE
            ? LandCover.UNKNOWN
            : water > 0 ? LandCover.WATER : LandCover.LAND;
      }
      if (water > 0) {
        return LandCover.WATER;
      }
      return (nir - red) / (nir + red + 1e-6) > LANDSAT_VEGETATION
          ? LandCover.VEGETATION
          : LandCover.BARE;
    }
  }

  /**
   * One tile at one date.
   *
   * @param cover one value a pixel of the image
   */
  public record Acquisition(String scene, RgbImage image, LandCover[] cover) {}

  /** One tile at all dates, in time order. */
  public record Place(TileKey key, List<Acquisition> acquisitions) {}

  /**
   * Reads all STAC Items of a folder.
   *
   * @param size pixels a side of the tiles
   */
  public static TileSeries read(String name, Sensor sensor, Path folder, int size)
      throws IOException {
    List<Path> items;
    try (Stream<Path> files = Files.list(folder)) {
      items = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    Map<TileKey, List<Acquisition>> places = new LinkedHashMap<>();
    for (Path file : items) {
      StacItem item = StacItem.read(file);
      try (RasterScene scene = RasterScene.open(item)) {
        // The zoom is that of the model's input; the tiles are read finer, to be cropped from.
        SceneTiler tiler = new SceneTiler(scene, size * 2 / 3);
        Map<TileKey, TileBands> bands = new LinkedHashMap<>();
        Map<TileKey, RgbImage> images = new LinkedHashMap<>();
        for (TileKey key : tiler.keys()) {
          TileBands measured = scene.read(key.box(), size, List.of("green", "red", "nir"));
          TileBands shown = scene.read(key.box(), size, scene.selection().bands());
          if (measured.validFraction() > WHOLE && shown.validFraction() > WHOLE) {
            bands.put(key, measured);
            images.put(key, new RgbImage(size, size, scene.rgb(shown)));
          }
        }
        double threshold = sensor.waterThreshold(List.copyOf(bands.values()));
        bands.forEach(
            (key, measured) ->
                places
                    .computeIfAbsent(key, k -> new ArrayList<>())
                    .add(
                        new Acquisition(
                            item.id(), images.get(key), cover(sensor, threshold, measured))));
      }
    }
    return split(
        name,
        sensor,
        places.entrySet().stream().map(e -> new Place(e.getKey(), List.copyOf(e.getValue()))),
        place -> place.key().toString());
  }

  /**
   * Splits places.
   *
   * @param group what a place belongs to: places of one group are on one side
   */
  public static TileSeries split(
      String name, Sensor sensor, Stream<Place> places, Function<Place, String> group) {
    Map<Split, List<Place>> sides =
        places.collect(Collectors.groupingBy(place -> Splits.byHash(group.apply(place))));
    return new TileSeries(
        name,
        sensor,
        sides.getOrDefault(Split.TRAIN, List.of()),
        sides.getOrDefault(Split.VALIDATION, List.of()),
        sides.getOrDefault(Split.TEST, List.of()));
  }

  /** The places of one side. */
  public List<Place> of(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  private static LandCover[] cover(Sensor sensor, double waterThreshold, TileBands bands) {
    float[] green = bands.band("green");
    float[] red = bands.band("red");
    float[] nir = bands.band("nir");
    LandCover[] cover = new LandCover[green.length];
    for (int i = 0; i < cover.length; i++) {
      cover[i] = sensor.cover(waterThreshold, green[i], red[i], nir[i]);
    }
    return cover;
  }
}
