package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The records of a JSON file, one after the other, so that a file of a million questions need not
 * fit in memory.
 */
final class JsonRecords {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonRecords() {}

  /** Takes one record. */
  @FunctionalInterface
  interface Visitor {

    /**
     * @param key the name of the array that it is in; empty if the file is one array
     * @param line where it begins, from 1
     */
    void visit(String key, JsonNode element, long line) throws IOException;
  }

  /**
   * Reads a file that is an array, or an object whose fields hold arrays; other fields are skipped.
   *
   * @throws IOException naming the file, if it is not there or not such JSON
   */
  static void read(Path file, Visitor visitor) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = MAPPER.createParser(in)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        array("", parser, visitor);
      } else if (first == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String key = parser.currentName();
          if (parser.nextToken() == JsonToken.START_ARRAY) {
            array(key, parser, visitor);
          } else {
            parser.skipChildren();
          }
        }
      } else {
        throw new IOException(file + ": is neither a JSON array nor a JSON object.");
      }
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + ": there is no such file. Give the folder that the dataset was unpacked to.");
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s:%d: is not JSON (%s). Download it again, or give another --layout."
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()));
    }
  }

  private static void array(String key, JsonParser parser, Visitor visitor) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long line = parser.currentTokenLocation().getLineNr();
      visitor.visit(key, MAPPER.readTree(parser), line);
    }
  }
}
