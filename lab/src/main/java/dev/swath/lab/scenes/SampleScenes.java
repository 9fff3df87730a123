package dev.swath.lab.scenes;

import dev.swath.imagery.GeoTiffWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Made-up scenes for trying Swath and for tests: four dates of one invented place where things
 * change, one short aerial video, and {@code truth.json}, which tells what is to be seen where.
 */
public final class SampleScenes {

  /** The landscape that the README shows. */
  public static final long DEFAULT_SEED = 7;

  static final List<String> DATETIMES =
      List.of(
          "2025-05-10T10:05:00Z",
          "2025-06-09T10:05:00Z",
          "2025-07-09T10:05:00Z",
          "2025-08-08T10:05:00Z");

  /** The date whose Item is STAC 1.0; the others are 1.1. */
  static final int OLD_STAC_DATE = 1;

  private static final String MADE_UP =
      "Made up: drawn by a program for trying Swath; there is no such place. ";

  private SampleScenes() {}

  /**
   * Writes the scenes of {@link #DEFAULT_SEED}.
   *
   * @see #write(Path, long)
   */
  public static List<Path> write(Path folder) throws IOException {
    return write(folder, DEFAULT_SEED);
  }

  /**
   * Writes the scenes to {@code folder}, which is made if missing; files of the same names are
   * replaced. The same seed gives the same files.
   *
   * @return the STAC Items, in time order
   * @throws IOException if a file cannot be written
   */
  public static List<Path> write(Path folder, long seed) throws IOException {
    Files.createDirectories(folder);
    Noise noise = new Noise(seed);
    Landscape landscape = new Landscape(noise);
    SceneRenderer renderer = new SceneRenderer(landscape, noise);
    SceneGrid grid = new SceneGrid();
    Truth truth = new Truth(landscape, grid, seed);

    List<Path> items = new ArrayList<>();
    for (int date = 0; date < DATETIMES.size(); date++) {
      items.add(writeScene(folder, renderer, grid, date));
      truth.scene(date, items.get(date).getFileName().toString());
    }
    items.add(writeVideo(folder, noise, grid));
    truth.video(videoId(), items.get(items.size() - 1).getFileName().toString());
    truth.write(folder.resolve("truth.json"));
    return List.copyOf(items);
  }

  /** The id of the scene of a date, counted from 0. */
  static String sceneId(int date) {
    return "made-up-" + day(date);
  }

  static String videoId() {
    return "made-up-flight";
  }

  private static String day(int date) {
    return DATETIMES.get(date).substring(0, 10);
  }

  private static Path writeScene(Path folder, SceneRenderer renderer, SceneGrid grid, int date)
      throws IOException {
    Path raster = folder.resolve(day(date) + ".tif");
    GeoTiffWriter.write(
        raster,
        Landscape.WIDTH,
        Landscape.HEIGHT,
        renderer.render(date),
        GeoTiffWriter.Sample.UINT16,
        new GeoTiffWriter.Place(SceneGrid.EPSG, SceneGrid.EAST, SceneGrid.NORTH, SceneGrid.PIXEL),
        OptionalDouble.of(0));
    String description = MADE_UP + "Reflectance x 10000.";
    StacItemWriter item =
        date == OLD_STAC_DATE
            ? StacItemWriter.oldRaster(sceneId(date), DATETIMES.get(date), description, raster)
            : StacItemWriter.raster(sceneId(date), DATETIMES.get(date), description, raster);
    Path file = folder.resolve(day(date) + ".json");
    item.footprint(grid.ring(0, 0, Landscape.WIDTH, Landscape.HEIGHT)).write(file);
    return file;
  }

  /** The flight is over the residential parcel, a day after the last scene. */
  private static Path writeVideo(Path folder, Noise noise, SceneGrid grid) throws IOException {
    Path video = folder.resolve("flight.mp4");
    new AerialVideo(noise).write(video);
    double scale = AerialVideo.PIXEL / SceneGrid.PIXEL;
    double left = 160;
    double top = 100;
    Path file = folder.resolve("flight.json");
    StacItemWriter.video(
            videoId(),
            "2025-08-09T10:20:00Z",
            AerialVideo.PIXEL,
            MADE_UP + "A flight along a street with houses, trees and cars.",
            video)
        .footprint(
            grid.ring(
                left,
                top,
                left + AerialVideo.GROUND_WIDTH * scale,
                top + AerialVideo.HEIGHT * scale))
        .write(file);
    return file;
  }
}
