package dev.swath.lab.scenes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes a north-up image as GeoTIFF 1.1 (OGC 19-008r4): little-endian, unsigned 16 bit, bands
 * interleaved by pixel, strips, not compressed, so that the same image gives the same bytes
 * everywhere.
 */
final class GeoTiff {

  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;

  private static final int ROWS_PER_STRIP = 16;
  private static final int HEADER = 8;
  private static final int ENTRY = 12;

  private final List<Field> fields = new ArrayList<>();

  private record Field(int tag, int type, int count, byte[] value) {}

  private GeoTiff() {}

  /**
   * Encodes {@code pixels} [row][column][band]; 0 means no data.
   *
   * @param epsg a projected coordinate reference system in metres
   * @param east the left edge of the first column, m
   * @param north the top edge of the first row, m
   * @param pixel the side of a pixel, m
   */
  static byte[] encode(short[][][] pixels, int epsg, double east, double north, double pixel) {
    int height = pixels.length;
    int width = pixels[0].length;
    int bands = pixels[0][0].length;
    int strips = (height + ROWS_PER_STRIP - 1) / ROWS_PER_STRIP;
    int stripBytes = ROWS_PER_STRIP * width * bands * Short.BYTES;
    int[] offsets = new int[strips];
    int[] lengths = new int[strips];
    for (int strip = 0; strip < strips; strip++) {
      offsets[strip] = HEADER + strip * stripBytes;
      lengths[strip] =
          Math.min(stripBytes, (height - strip * ROWS_PER_STRIP) * width * bands * Short.BYTES);
    }

    GeoTiff tiff = new GeoTiff();
    tiff.longs(256, width); // ImageWidth
    tiff.longs(257, height); // ImageLength
    tiff.shorts(258, repeated(16, bands)); // BitsPerSample
    tiff.shorts(259, 1); // Compression: none
    tiff.shorts(262, 1); // PhotometricInterpretation: black is zero
    tiff.longs(273, offsets); // StripOffsets
    tiff.shorts(277, bands); // SamplesPerPixel
    tiff.longs(278, ROWS_PER_STRIP); // RowsPerStrip
    tiff.longs(279, lengths); // StripByteCounts
    tiff.shorts(284, 1); // PlanarConfiguration: by pixel
    tiff.shorts(338, repeated(0, bands - 1)); // ExtraSamples: not alpha
    tiff.shorts(339, repeated(1, bands)); // SampleFormat: unsigned
    tiff.doubles(33550, pixel, pixel, 0); // ModelPixelScale
    tiff.doubles(33922, 0, 0, 0, east, north, 0); // ModelTiepoint: the corner of the first pixel
    tiff.shorts( // GeoKeyDirectory: version 1.1.0, three keys
        34735, 1, 1, 0, 3, //
        1024, 0, 1, 1, // GTModelType: projected
        1025, 0, 1, 1, // GTRasterType: a pixel is an area
        3072, 0, 1, epsg); // ProjectedCRS
    tiff.text(42113, "0"); // GDAL_NODATA
    return tiff.write(pixels);
  }

  private static int[] repeated(int value, int count) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  private void shorts(int tag, int... values) {
    ByteBuffer buffer = buffer(values.length * Short.BYTES);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    fields.add(new Field(tag, SHORT, values.length, buffer.array()));
  }

  private void longs(int tag, int... values) {
    ByteBuffer buffer = buffer(values.length * Integer.BYTES);
    for (int value : values) {
      buffer.putInt(value);
    }
    fields.add(new Field(tag, LONG, values.length, buffer.array()));
  }

  private void doubles(int tag, double... values) {
    ByteBuffer buffer = buffer(values.length * Double.BYTES);
    for (double value : values) {
      buffer.putDouble(value);
    }
    fields.add(new Field(tag, DOUBLE, values.length, buffer.array()));
  }

  private void text(int tag, String value) {
    byte[] bytes = (value + "\0").getBytes(StandardCharsets.US_ASCII);
    fields.add(new Field(tag, ASCII, bytes.length, bytes));
  }

  /** The header, the strips, the directory of fields, and the values that do not fit into it. */
  private byte[] write(short[][][] pixels) {
    int height = pixels.length;
    int width = pixels[0].length;
    int bands = pixels[0][0].length;
    int directory = HEADER + height * width * bands * Short.BYTES;
    int overflow = directory + Short.BYTES + fields.size() * ENTRY + Integer.BYTES;

    ByteBuffer body = buffer(overflow);
    body.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(directory);
    for (short[][] row : pixels) {
      for (short[] pixel : row) {
        for (short value : pixel) {
          body.putShort(value);
        }
      }
    }
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    body.putShort((short) fields.size());
    for (Field field : fields) {
      body.putShort((short) field.tag).putShort((short) field.type).putInt(field.count);
      if (field.value.length <= Integer.BYTES) {
        body.put(field.value).position(body.position() + Integer.BYTES - field.value.length);
      } else {
        body.putInt(overflow + values.size());
        values.writeBytes(field.value);
        if (values.size() % 2 == 1) {
          values.write(0); // values begin on even offsets
        }
      }
    }
    ByteBuffer file = buffer(overflow + values.size());
    return file.put(body.array()).put(values.toByteArray()).array();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
