package dev.swath.lab.bench;

import dev.swath.imagery.MercatorBox;
import dev.swath.imagery.Stretch;
import dev.swath.lab.scenes.LargeScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** GDAL's command line tools, called as a user would call them. */
public final class Gdal {

  private static final long PATIENCE_MINUTES = 5;
  private static final int MAX_SAID = 500;

  private Gdal() {}

  private record Ended(int code, String said) {}

  /** Why they cannot be called; empty if they can. */
  public static Optional<String> missing() {
    for (String tool : List.of("gdal_translate", "gdalwarp", "gdal_retile.py")) {
      String said;
      try {
        // Some of the scripts end with an error behind their version
        said = start(List.of(tool, "--version")).said();
      } catch (IOException e) {
        said = e.getMessage();
      }
      if (!said.startsWith("GDAL")) {
        return Optional.of(
            "it needs GDAL's command line tools (Debian: apt-get install gdal-bin), but %s says: %s"
                .formatted(tool, shortened(said)));
      }
    }
    return Optional.empty();
  }

  /** Makes a cloud optimized GeoTIFF: tiles of 512 pixels, Deflate with a predictor, overviews. */
  static void optimize(Path tiff, Path cog) throws IOException {
    run(
        List.of(
            "gdal_translate",
            "-q",
            "-of",
            "COG",
            "-co",
            "COMPRESS=DEFLATE",
            "-co",
            "PREDICTOR=YES",
            tiff.toString(),
            cog.toString()));
  }

  /**
   * Makes a larger GeoTIFF of one, in compressed blocks of 512 pixels, each with all bands.
   *
   * @param side pixels of its sides
   * @param bands how many it has: those of the smaller one, again and again
   */
  public static void enlarge(Path tiff, int side, int bands, Path larger) throws IOException {
    List<String> command = new ArrayList<>(List.of("gdal_translate", "-q", "-outsize"));
    command.addAll(List.of(Integer.toString(side), Integer.toString(side)));
    for (int band = 0; band < bands; band++) {
      command.addAll(List.of("-b", Integer.toString(1 + band % LargeScene.BANDS.size())));
    }
    for (String option : List.of("TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "COMPRESS=LZW")) {
      command.addAll(List.of("-co", option));
    }
    command.addAll(List.of("-co", "NUM_THREADS=ALL_CPUS", tiff.toString(), larger.toString()));
    run(command);
  }

  /**
   * Warps the first three bands to one raster in EPSG:3857, stretches them to bytes, and cuts that
   * into PNGs: {@code bytes_ROW_COLUMN.png}, counted from 1.
   *
   * @param box that the tiles cover together
   * @param size pixels a side of a tile
   * @param folder where all of it is written
   */
  static void tiles(
      Path raster, MercatorBox box, int columns, int rows, int size, Stretch stretch, Path folder)
      throws IOException {
    Path bands = folder.resolve("bands.vrt");
    Path warped = folder.resolve("warped.tif");
    Path bytes = folder.resolve("bytes.vrt");
    run(
        List.of(
            "gdal_translate",
            "-q",
            "-of",
            "VRT",
            "-b",
            "1",
            "-b",
            "2",
            "-b",
            "3",
            raster.toString(),
            bands.toString()));
    run(
        List.of(
            "gdalwarp",
            "-q",
            "-t_srs",
            "EPSG:3857",
            "-r",
            "bilinear",
            "-te",
            number(box.minX()),
            number(box.minY()),
            number(box.maxX()),
            number(box.maxY()),
            "-ts",
            Integer.toString(columns * size),
            Integer.toString(rows * size),
            bands.toString(),
            warped.toString()));
    List<String> scale =
        new ArrayList<>(
            List.of("gdal_translate", "-q", "-of", "VRT", "-ot", "Byte", "-a_nodata", "none"));
    for (int channel = 0; channel < 3; channel++) {
      scale.addAll(
          List.of(
              "-scale_" + (channel + 1),
              number(stretch.low()[channel]),
              number(stretch.high()[channel]),
              "0",
              "255"));
    }
    scale.addAll(List.of(warped.toString(), bytes.toString()));
    run(scale);
    run(
        List.of(
            "gdal_retile.py",
            "-q",
            "-ps",
            Integer.toString(size),
            Integer.toString(size),
            "-of",
            "PNG",
            "-targetDir",
            folder.toString(),
            bytes.toString()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private static String run(List<String> command) throws IOException {
    Ended ended = start(command);
    if (ended.code() != 0) {
      throw new IOException(
          "%s ended with %d: %s".formatted(command.get(0), ended.code(), shortened(ended.said())));
    }
    return ended.said();
  }

  private static Ended start(List<String> command) throws IOException {
    Path said = Files.createTempFile("swath-gdal", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      // One thread, and no files beside the tiles that tell of them
      builder.environment().put("GDAL_NUM_THREADS", "1");
      builder.environment().put("GDAL_PAM_ENABLED", "NO");
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command.get(0) + " took more than " + PATIENCE_MINUTES + " minutes");
      }
      return new Ended(process.exitValue(), Files.readString(said));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while waiting for " + command.get(0), e);
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static String shortened(String text) {
    return text.strip().substring(0, Math.min(MAX_SAID, text.strip().length()));
  }
}
