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

  /**
   * The thresholds that tell land cover from bands, one set a sensor because values are not
   * calibrated between them.
   *
   * @param water pixels with a higher NDWI (McFeeters 1996) are open water
   * @param vegetation pixels with a higher NDVI (Rouse 1974) are covered by plants
   * @param seesVegetation whether NDVI can be compared from date to date; if not, only water counts
   *     for change
   */
  public enum Sensor {
    LANDSAT(0.0, 0.6, true),
    NAIP(0.15, 0.2, false),
    /** Made-up scenes, whose cover is known, not measured. */
    MADE_UP(Double.NaN, Double.NaN, true);

    private final double water;
    private final double vegetation;
    private final boolean seesVegetation;

    Sensor(double water, double vegetation, boolean seesVegetation) {
      this.water = water;
      this.vegetation = vegetation;
      this.seesVegetation = seesVegetation;
    }

    private LandCover cover(float green, float red, float nir) {
      if (Float.isNaN(green)) {
        return LandCover.UNKNOWN;
      }
      if ((green - nir) / (green + nir + 1e-6) > water) {
        return LandCover.WATER;
      }
      if (!seesVegetation) {
        return LandCover.LAND;
      }
      return (nir - red) / (nir + red + 1e-6) > vegetation ? LandCover.VEGETATION : LandCover.BARE;
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
        for (TileKey key : tiler.keys()) {
          TileBands bands = scene.read(key.box(), size, List.of("green", "red", "nir"));
          TileBands shown = scene.read(key.box(), size, scene.selection().bands());
          if (bands.validFraction() > 0.95 && shown.validFraction() > 0.95) {
            places
                .computeIfAbsent(key, k -> new ArrayList<>())
                .add(
                    new Acquisition(
                        item.id(),
                        new RgbImage(size, size, scene.rgb(shown)),
                        cover(sensor, bands)));
          }
        }
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

  private static LandCover[] cover(Sensor sensor, TileBands bands) {
    float[] green = bands.band("green");
    float[] red = bands.band("red");
    float[] nir = bands.band("nir");
    LandCover[] cover = new LandCover[green.length];
    for (int i = 0; i < cover.length; i++) {
      cover[i] = sensor.cover(green[i], red[i], nir[i]);
    }
    return cover;
  }
}
