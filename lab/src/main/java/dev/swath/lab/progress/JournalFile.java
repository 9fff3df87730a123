package dev.swath.lab.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The form of a journal: UTF-8, one JSON object a line. */
final class JournalFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter WRITER = JSON.writerFor(JournalLine.class);
  private static final ObjectReader READER =
      JSON.readerFor(JournalLine.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private JournalFile() {}

  static byte[] bytes(JournalLine line) throws IOException {
    return (WRITER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a file begins as a journal does. */
  static boolean isOne(Path file) {
    byte[] begin = "{\"event\":".getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(begin.length), begin);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a journal. A last line without its end is what a kill leaves behind, and is left out.
   *
   * @throws IOException naming file and line if another line is not one of a journal
   */
  static List<JournalLine> read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no journal " + file);
    }
    List<JournalLine> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        String text = new String(bytes, from, at - from, StandardCharsets.UTF_8);
        from = at + 1;
        if (!text.isBlank()) {
          lines.add(parse(file, lines.size() + 1, text));
        }
      }
    }
    return lines;
  }

  private static JournalLine parse(Path file, int number, String text) throws IOException {
    try {
      return READER.readValue(text);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s:%d is not a line of a training journal (%s); remove the line, or name another file"
              .formatted(file, number, e.getOriginalMessage()));
    }
  }
}
