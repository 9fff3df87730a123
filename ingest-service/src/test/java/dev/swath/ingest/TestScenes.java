package dev.swath.ingest;

import dev.swath.imagery.GeoTiffWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Random;

/** Small scenes near Munich, 10 m; red, green, blue. */
final class TestScenes {
  /** How many tiles have data in at least half of their pixels. */
  static final int TILES = 4;

  private static final int SIZE = 200;

  private TestScenes() {}

  static Path raster(Path folder, String name) throws IOException {
    Random random = new Random(3);
    float[][] bands = new float[3][SIZE * SIZE];
    for (float[] band : bands) {
      for (int i = 0; i < band.length; i++) {
        band[i] = 1 + random.nextInt(255);
      }
    }
    Path file = folder.resolve(name);
    GeoTiffWriter.write(
        file,
        SIZE,
        SIZE,
        bands,
        GeoTiffWriter.Sample.UINT8,
        new GeoTiffWriter.Place(32633, 260_000, 5_335_000, 10),
        OptionalDouble.empty());
    return file;
  }

  static String item(String id, Path asset, String type) {
    return """
    {"type": "Feature", "stac_version": "1.1.0", "id": "%s",
     "bbox": [11.7, 48.0, 11.8, 48.1],
     "properties": {"datetime": "2024-05-01T10:00:00Z"},
     "assets": {"image": {"href": "%s", "type": "%s", "roles": ["data"]}}}
    """
        .formatted(id, asset.toUri(), type);
  }

  static String rasterItem(String id, Path asset) {
    return item(id, asset, "image/tiff; application=geotiff");
  }
}
