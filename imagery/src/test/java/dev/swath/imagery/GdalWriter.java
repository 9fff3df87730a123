package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes, with GDAL, rasters that {@link GeoTiffWriter} cannot write. */
final class GdalWriter {
  private static final int UPDATE = 1;
  private static final int RASTER = 2;

  interface Api extends Library {
    Pointer GDALGetDriverByName(String name);

    Pointer GDALOpenEx(String name, int flags, String[] drivers, String[] options, String[] files);

    Pointer GDALCreate(
        Pointer driver, String file, int width, int height, int bands, int type, String[] options);

    Pointer GDALCreateCopy(
        Pointer driver,
        String file,
        Pointer source,
        int strict,
        String[] options,
        Pointer progress,
        Pointer data);

    int GDALBuildOverviews(
        Pointer dataset,
        String resampling,
        int count,
        int[] factors,
        int bands,
        int[] bandList,
        Pointer progress,
        Pointer data);

    int GDALSetGCPs(Pointer dataset, int count, Pointer points, String wkt);

    int GDALSetGeoTransform(Pointer dataset, double[] transform);

    int GDALSetProjection(Pointer dataset, String wkt);

    String GDALGetProjectionRef(Pointer dataset);

    void GDALClose(Pointer dataset);

    String CPLGetLastErrorMsg();
  }

  /** A ground control point: a place in the image, counted from its corner, and on Earth. */
  record Point(double column, double row, double x, double y) {}

  private GdalWriter() {}

  /** Skips the test where GDAL is missing. */
  static RasterReader assumeGdal() {
    assumeThat(GdalLibrary.isThere()).as("libgdal is installed").isTrue();
    return RasterReader.of(RasterReader.Choice.GDAL);
  }

  static Api api() {
    GdalLibrary.get();
    return Native.load("gdal", Api.class, GdalLibrary.OPTIONS);
  }

  /** Copies a raster into another format or layout. */
  static Path copy(Path source, Path target, String driver, String... options) {
    Pointer from = open(source, RASTER);
    Pointer to =
        api()
            .GDALCreateCopy(
                api().GDALGetDriverByName(driver), target.toString(), from, 1, options, null, null);
    assertThat(to).as(api().CPLGetLastErrorMsg()).isNotNull();
    api().GDALClose(to);
    api().GDALClose(from);
    return target;
  }

  /** Adds overviews to a GeoTIFF. */
  static void addOverviews(Path file, int... factors) {
    Pointer dataset = open(file, RASTER | UPDATE);
    int error =
        api().GDALBuildOverviews(dataset, "AVERAGE", factors.length, factors, 0, null, null, null);
    assertThat(error).as(api().CPLGetLastErrorMsg()).isZero();
    api().GDALClose(dataset);
  }

  /** Copies a raster's pixels, but places them by points. */
  static Path withPoints(Path source, Path target, Path system, List<Point> points) {
    copy(source, target, "GTiff", "PROFILE=BASELINE");
    Pointer other = open(system, RASTER);
    String wkt = api().GDALGetProjectionRef(other);
    Pointer dataset = open(target, RASTER | UPDATE);
    // GDAL_GCP: two texts, then pixel, line, x, y, z.
    int size = 2 * Native.POINTER_SIZE + 5 * Double.BYTES;
    try (Memory empty = text("");
        Memory array = new Memory((long) size * points.size())) {
      for (int i = 0; i < points.size(); i++) {
        Pointer at = array.share((long) i * size);
        Point point = points.get(i);
        at.setPointer(0, empty);
        at.setPointer(Native.POINTER_SIZE, empty);
        at.write(
            2L * Native.POINTER_SIZE,
            new double[] {point.column(), point.row(), point.x(), point.y(), 0},
            0,
            5);
      }
      assertThat(api().GDALSetGCPs(dataset, points.size(), array, wkt)).isZero();
    }
    api().GDALClose(dataset);
    api().GDALClose(other);
    return target;
  }

  private static Memory text(String value) {
    byte[] bytes = (value + "\0").getBytes(StandardCharsets.US_ASCII);
    Memory memory = new Memory(bytes.length);
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  private static Pointer open(Path file, int flags) {
    Pointer dataset = api().GDALOpenEx(file.toString(), flags, null, null, null);
    assertThat(dataset).as(api().CPLGetLastErrorMsg()).isNotNull();
    return dataset;
  }
}
