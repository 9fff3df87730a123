package dev.swath.imagery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;

/** Writes small north-up GeoTIFFs (one strip, Deflate), for sample scenes and tests. */
public final class GeoTiffWriter {

  /** How a value is stored. */
  public enum Sample {
    UINT8(1, 1),
    UINT16(2, 1),
    FLOAT32(4, 3);

    private final int bytes;
    private final int tiffFormat;

    Sample(int bytes, int tiffFormat) {
      this.bytes = bytes;
      this.tiffFormat = tiffFormat;
    }
  }

  /**
   * Where the pixels lie.
   *
   * @param epsg a projected CRS, or 4326
   * @param left x of the left edge
   * @param top y of the top edge
   * @param pixel width and height of a pixel in the CRS's unit
   */
  public record Place(int epsg, double left, double top, double pixel) {}

  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;

  private GeoTiffWriter() {}

  /** One entry of the TIFF directory. */
  private record Entry(int type, int count, byte[] value) {}

  /**
   * Writes a raster.
   *
   * @param bands one row-major array of width x height a band
   * @param nodata the value that marks missing pixels, if any
   */
  public static void write(
      Path file,
      int width,
      int height,
      float[][] bands,
      Sample sample,
      Place place,
      OptionalDouble nodata)
      throws IOException {
    byte[] pixels = pixels(bands, sample);
    int count = bands.length;
    TreeMap<Integer, Entry> entries = new TreeMap<>();
    entries.put(256, longs(width));
    entries.put(257, longs(height));
    entries.put(258, shorts(repeat(sample.bytes * 8, count)));
    entries.put(259, shorts(8)); // Deflate
    entries.put(262, shorts(count >= 3 && sample == Sample.UINT8 ? 2 : 1)); // RGB or grey
    entries.put(273, longs(8)); // the strip follows the header
    entries.put(277, shorts(count));
    entries.put(278, longs(height));
    entries.put(279, longs(pixels.length));
    entries.put(284, shorts(1)); // values of a pixel lie together
    int colours = count >= 3 && sample == Sample.UINT8 ? 3 : 1;
    if (count > colours) {
      entries.put(338, shorts(repeat(0, count - colours)));
    }
    entries.put(339, shorts(repeat(sample.tiffFormat, count)));
    entries.put(33550, doubles(place.pixel(), place.pixel(), 0));
    entries.put(33922, doubles(0, 0, 0, place.left(), place.top(), 0));
    entries.put(34735, geoKeys(place.epsg()));
    nodata.ifPresent(value -> entries.put(42113, ascii(number(value))));
    Files.write(file, file(pixels, entries));
  }

  private static byte[] pixels(float[][] bands, Sample sample) throws IOException {
    ByteBuffer raw = buffer(bands[0].length * bands.length * sample.bytes);
    for (int i = 0; i < bands[0].length; i++) {
      for (float[] band : bands) {
        switch (sample) {
          case UINT8 -> raw.put((byte) Math.round(band[i]));
          case UINT16 -> raw.putShort((short) Math.round(band[i]));
          case FLOAT32 -> raw.putFloat(band[i]);
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
      deflate.write(raw.array());
    }
    if (out.size() % 2 == 1) {
      out.write(0); // the directory must start at an even offset
    }
    return out.toByteArray();
  }

  private static Entry geoKeys(int epsg) {
    boolean geographic = epsg == 4326;
    return shorts(
        1,
        1,
        0,
        3, // version, number of keys
        1024,
        0,
        1,
        geographic ? 2 : 1, // model type
        1025,
        0,
        1,
        1, // pixels are areas
        geographic ? 2048 : 3072,
        0,
        1,
        epsg);
  }

  private static byte[] file(byte[] pixels, TreeMap<Integer, Entry> entries) {
    int directory = 8 + pixels.length;
    int extra = directory + 2 + entries.size() * 12 + 4;
    int total = extra + entries.values().stream().mapToInt(e -> padded(e.value().length)).sum();
    ByteBuffer file = buffer(total);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(directory).put(pixels);
    file.putShort((short) entries.size());
    for (var entry : entries.entrySet()) {
      byte[] value = entry.getValue().value();
      file.putShort(entry.getKey().shortValue()).putShort((short) entry.getValue().type());
      file.putInt(entry.getValue().count());
      if (value.length <= 4) {
        file.put(Arrays.copyOf(value, 4));
      } else {
        file.putInt(extra);
        file.put(extra, value);
        extra += padded(value.length);
      }
    }
    file.putInt(0);
    return file.array();
  }

  private static int padded(int length) {
    return length <= 4 ? 0 : length + length % 2;
  }

  private static Entry shorts(int... values) {
    ByteBuffer buffer = buffer(values.length * 2);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return new Entry(SHORT, values.length, buffer.array());
  }

  private static Entry longs(int value) {
    return new Entry(LONG, 1, buffer(4).putInt(value).array());
  }

  private static Entry doubles(double... values) {
    ByteBuffer buffer = buffer(values.length * 8);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return new Entry(DOUBLE, values.length, buffer.array());
  }

  private static Entry ascii(String text) {
    byte[] value = (text + "\0").getBytes(StandardCharsets.US_ASCII);
    return new Entry(ASCII, value.length, value);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static int[] repeat(int value, int count) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
