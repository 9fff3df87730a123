package dev.swath.standalone.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Spoils what was right, by a seed. */
final class Mutations {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where in an Item something else may stand, and what: JSON, since NaN is none as text. */
  private static final List<String[]> ODDITIES =
      List.of(
          new String[] {"/id", "null"},
          new String[] {"/id", "\"\""},
          new String[] {"/id", "\"../../etc/passwd\\u0000\""},
          new String[] {"/assets", "{}"},
          new String[] {"/assets", "[]"},
          new String[] {"/assets/image", "null"},
          new String[] {"/assets/image/href", "\"file:///etc/passwd\""},
          new String[] {"/assets/image/href", "\"http://169.254.169.254/latest/meta-data\""},
          new String[] {"/assets/image/href", "\"http://127.0.0.1:1/x.tif\""},
          new String[] {"/assets/image/href", "\"ftp://example.org/x.tif\""},
          new String[] {"/assets/image/href", "17"},
          new String[] {"/assets/image/href", "\"\\u0000\""},
          new String[] {"/assets/image/type", "\"image/jp2\""},
          new String[] {"/assets/image/file:checksum", "\"1220" + "00".repeat(32) + "\""},
          new String[] {"/assets/image/file:checksum", "\"zz\""},
          new String[] {"/assets/image/file:size", "-1"},
          new String[] {"/assets/image/proj:shape", "[4000000000, 4000000000]"},
          new String[] {"/assets/image/proj:shape", "[0, 0]"},
          new String[] {"/assets/image/proj:transform", "[0, 0, 0, 0, 0, 0]"},
          new String[] {"/assets/image/proj:transform", "[\"NaN\", 0, 1e308, 0, 1e308, 0]"},
          new String[] {"/properties", "null"},
          new String[] {"/properties/datetime", "\"yesterday\""},
          new String[] {"/properties/datetime", "null"},
          new String[] {"/properties/datetime", "\"9999999-01-01T00:00:00Z\""},
          new String[] {"/properties/proj:code", "\"EPSG:0\""},
          new String[] {"/properties/proj:code", "\"EPSG:3031\""},
          new String[] {"/properties/gsd", "-10"},
          new String[] {"/geometry", "null"},
          new String[] {"/geometry", "{\"type\": \"Polygon\", \"coordinates\": [[]]}"},
          new String[] {
            "/geometry",
            "{\"type\": \"Polygon\", \"coordinates\": [[[179, 89.9], [-179, 89.9], [-179, 91], [179, 91], [179, 89.9]]]}"
          },
          new String[] {"/bbox", "[1e400, 0, 0, 0]"});

  private final Random random;

  Mutations(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A part of it, from the beginning. */
  byte[] truncated(byte[] right) {
    return Arrays.copyOf(right, random.nextInt(right.length));
  }

  /**
   * A few other bytes.
   *
   * @param reach only among so many first ones: headers are there
   */
  byte[] flipped(byte[] right, int reach) {
    byte[] wrong = right.clone();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      wrong[random.nextInt(Math.min(reach, wrong.length))] = (byte) random.nextInt(256);
    }
    return wrong;
  }

  /** One of the two. */
  byte[] spoiled(byte[] right, int reach) {
    return random.nextInt(3) == 0 ? truncated(right) : flipped(right, reach);
  }

  /** An Item with something else somewhere, or in another encoding. */
  byte[] item(byte[] right) throws IOException {
    if (random.nextInt(10) == 0) {
      return new String(right, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
    }
    String[] oddity = ODDITIES.get(random.nextInt(ODDITIES.size()));
    ObjectNode item = (ObjectNode) JSON.readTree(right);
    int slash = oddity[0].lastIndexOf('/');
    JsonNode parent = item.at(oddity[0].substring(0, slash));
    ((ObjectNode) parent)
        .putRawValue(
            oddity[0].substring(slash + 1),
            new com.fasterxml.jackson.databind.util.RawValue(oddity[1]));
    return JSON.writeValueAsBytes(item);
  }

  /** A PNG of a few kilobytes that is 900 million pixels when it is decoded. */
  static byte[] bomb() throws IOException {
    BufferedImage image = new BufferedImage(30_000, 30_000, BufferedImage.TYPE_BYTE_BINARY);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
