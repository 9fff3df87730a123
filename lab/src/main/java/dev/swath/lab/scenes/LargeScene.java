package dev.swath.lab.scenes;

import dev.swath.imagery.GeoTiffWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A scene of many tiles, for measuring: one date of the invented landscape, laid out again and
 * again. Its bands are red, green, blue and near infrared.
 */
public final class LargeScene {

  public static final List<String> BANDS = List.of("red", "green", "blue", "nir");

  private LargeScene() {}

  /**
   * Writes the scene as one GeoTIFF of 16-bit reflectances.
   *
   * @param across how often the landscape of 272 x 208 pixels lies side by side
   * @param down how often one below the other
   */
  public static void write(Path file, int across, int down) throws IOException {
    Noise noise = new Noise(SampleScenes.DEFAULT_SEED);
    float[][] once = new SceneRenderer(new Landscape(noise), noise).render(0);
    int width = across * Landscape.WIDTH;
    int height = down * Landscape.HEIGHT;
    float[][] bands = new float[once.length][width * height];
    for (int band = 0; band < once.length; band++) {
      for (int row = 0; row < height; row++) {
        int from = row % Landscape.HEIGHT * Landscape.WIDTH;
        for (int column = 0; column < width; column += Landscape.WIDTH) {
          System.arraycopy(once[band], from, bands[band], row * width + column, Landscape.WIDTH);
        }
      }
    }
    GeoTiffWriter.write(
        file,
        width,
        height,
        bands,
        GeoTiffWriter.Sample.UINT16,
        new GeoTiffWriter.Place(SceneGrid.EPSG, SceneGrid.EAST, SceneGrid.NORTH, SceneGrid.PIXEL),
        OptionalDouble.of(0));
  }
}
