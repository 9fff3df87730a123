package dev.swath.lab.scenes;

import dev.swath.imagery.Stretch;
import dev.swath.imagery.TileKey;
import dev.swath.lab.data.LandCover;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Place;
import dev.swath.vlm.ImagePreprocessor;
import dev.swath.vlm.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Invented places at several dates, as tiles whose cover is known. The split is by scene: all tiles
 * of one are on one side.
 */
public final class MadeUpPlaces {

  private static final int FIRST_SEED = 1000;

  private MadeUpPlaces() {}

  /**
   * @param scenes how many scenes of 12 tiles
   * @param size pixels a side of the tiles
   */
  public static TileSeries series(int scenes, int size) {
    Stream<Place> places =
        IntStream.range(0, scenes).parallel().boxed().flatMap(scene -> tiles(scene, size));
    return TileSeries.split(
        "Made-up",
        TileSeries.Sensor.MADE_UP,
        places,
        place -> "made-up " + place.key().x() / RandomGround.COLUMNS);
  }

  private static Stream<Place> tiles(int scene, int size) {
    long seed = FIRST_SEED + scene;
    RandomGround ground = new RandomGround(seed);
    SceneRenderer renderer = new SceneRenderer(ground, new Noise(seed));
    List<RgbImage> dates = new ArrayList<>();
    for (int date = 0; date < RandomGround.DATES; date++) {
      float[][] bands = renderer.render(date);
      float[][] rgb = {bands[0], bands[1], bands[2]};
      dates.add(new RgbImage(ground.width(), ground.height(), Stretch.of(rgb).apply(rgb)));
    }
    List<Place> places = new ArrayList<>();
    for (int row = 0; row < RandomGround.ROWS; row++) {
      for (int column = 0; column < RandomGround.COLUMNS; column++) {
        // Tiles of one scene lie side by side; there is no such place on Earth.
        TileKey key = new TileKey(20, scene * RandomGround.COLUMNS + column, row);
        List<Acquisition> acquisitions = new ArrayList<>();
        for (int date = 0; date < dates.size(); date++) {
          acquisitions.add(tile(ground, dates.get(date), date, row, column, size));
        }
        places.add(new Place(key, acquisitions));
      }
    }
    return places.stream();
  }

  private static Acquisition tile(
      RandomGround ground, RgbImage scene, int date, int row, int column, int size) {
    double scale = (double) RandomGround.PARCEL / size;
    double left = column * RandomGround.PARCEL;
    double top = row * RandomGround.PARCEL;
    LandCover[] cover = new LandCover[size * size];
    for (int i = 0; i < cover.length; i++) {
      cover[i] =
          cover(ground.at(left + (i % size + 0.5) * scale, top + (i / size + 0.5) * scale, date));
    }
    RgbImage image = ImagePreprocessor.resize(cut(scene, row, column), size, size);
    return new Acquisition("date " + date, image, cover);
  }

  private static RgbImage cut(RgbImage scene, int row, int column) {
    int side = RandomGround.PARCEL;
    byte[] rgb = new byte[side * side * 3];
    for (int y = 0; y < side; y++) {
      int from = ((row * side + y) * scene.width() + column * side) * 3;
      System.arraycopy(scene.rgb(), from, rgb, y * side * 3, side * 3);
    }
    return new RgbImage(side, side, rgb);
  }

  private static LandCover cover(dev.swath.lab.scenes.LandCover drawn) {
    return switch (drawn) {
      case RIVER, LAKE, FLOOD -> LandCover.WATER;
      case FOREST, PASTURE -> LandCover.VEGETATION;
      case CROPS -> LandCover.FARMLAND;
      case CLEARED -> LandCover.BARE;
      case HIGHWAY, RESIDENTIAL, INDUSTRIAL -> LandCover.BUILT;
    };
  }
}
