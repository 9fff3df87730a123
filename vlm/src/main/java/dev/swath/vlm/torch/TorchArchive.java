package dev.swath.vlm.torch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the text of a network and the attributes of its object into a TorchScript archive, in
 * memory. libtorch compiles the text when it loads the archive.
 *
 * <p>The archive is a zip of stored entries below one folder: the sources, and a pickle (protocol
 * 2) that builds the object.
 */
final class TorchArchive {

  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private TorchArchive() {}

  /**
   * @param sources file name without ending to text, for the class itself and all it calls
   */
  static byte[] pack(TorchObject object, Map<String, String> sources) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", pickle(object));
    sources.forEach(
        (file, text) ->
            entries.put("m/code/__torch__/" + file + ".py", text.getBytes(StandardCharsets.UTF_8)));
    entries.put("m/constants.pkl", EMPTY_TUPLE);
    entries.put("m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    entries.put("m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    return zip(entries);
  }

  private static byte[] pickle(TorchObject object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(0x80);
      out.writeByte(2);
      writeObject(out, object);
      out.writeByte('.');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeObject(DataOutputStream out, TorchObject object) throws IOException {
    out.writeBytes("c__torch__." + object.file() + "\n" + object.className() + "\n");
    out.writeByte(')');
    out.writeByte(0x81);
    out.writeBytes("}(");
    for (Map.Entry<String, Object> attribute : object.attributes().entrySet()) {
      writeString(out, attribute.getKey());
      writeValue(out, attribute.getKey(), attribute.getValue());
    }
    out.writeBytes("ub");
  }

  private static void writeValue(DataOutputStream out, String name, Object value)
      throws IOException {
    if (value instanceof TorchObject nested) {
      writeObject(out, nested);
    } else if (value instanceof Boolean flag) {
      out.writeByte(flag ? 0x88 : 0x89);
    } else if (value instanceof Integer number) {
      out.writeByte('J');
      out.writeInt(Integer.reverseBytes(number));
    } else if (value instanceof Double number) {
      out.writeByte('G');
      out.writeDouble(number);
    } else if (value instanceof String text) {
      writeString(out, text);
    } else if (value instanceof List<?> list && list.isEmpty()) {
      out.writeByte(']');
    } else if (value instanceof Map<?, ?> map && map.isEmpty()) {
      out.writeByte('}');
    } else {
      throw new IllegalArgumentException(
          "attribute '" + name + "' has no form in a TorchScript archive: " + value);
    }
  }

  private static void writeString(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte('X');
    out.writeInt(Integer.reverseBytes(utf8.length));
    out.write(utf8);
  }

  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(entry.getValue());
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setSize(entry.getValue().length);
        header.setCrc(crc.getValue());
        zip.putNextEntry(header);
        zip.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
