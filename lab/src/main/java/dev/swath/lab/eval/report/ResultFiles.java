package dev.swath.lab.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Reads and writes results; what is written appears whole or not at all. */
public final class ResultFiles {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultFiles() {}

  /**
   * @throws IOException with the file's name, if it is missing or no result of an evaluation
   */
  public static EvaluationResult read(Path file) throws IOException {
    try {
      EvaluationResult result = JSON.readValue(file.toFile(), EvaluationResult.class);
      if (result.suite() == null || result.model() == null) {
        throw new IOException(notAResult(file, "it names no suite and no model"));
      }
      return result;
    } catch (JsonProcessingException e) {
      throw new IOException(notAResult(file, e.getOriginalMessage()));
    } catch (java.io.FileNotFoundException | NoSuchFileException e) {
      throw new IOException(file + " is not there; './swath lab eval --out FOLDER' writes it");
    }
  }

  private static String notAResult(Path file, String why) {
    return file + " is no results.json of './swath lab eval --out FOLDER': " + why;
  }

  public static void write(EvaluationResult result, Path file) throws IOException {
    write(JSON.writeValueAsString(result) + "\n", file);
  }

  /** Writes a text beside its file and moves it there. */
  public static void write(String text, Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    Files.writeString(partial, text);
    Files.move(
        partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
