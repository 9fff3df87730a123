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
    String writer = "./swath lab eval --out FOLDER";
    EvaluationResult result = read(file, EvaluationResult.class, writer);
    if (result.suite() == null || result.model() == null) {
      throw new IOException(notWrittenBy(writer, file, "it names no suite and no model"));
    }
    return result;
  }

  /**
   * @throws IOException with the file's name, if it is missing or no result of an ablation
   */
  public static AblationResult readAblation(Path file) throws IOException {
    return read(file, AblationResult.class, "./swath lab ablate");
  }

  private static <T> T read(Path file, Class<T> type, String writer) throws IOException {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (JsonProcessingException e) {
      throw new IOException(notWrittenBy(writer, file, e.getOriginalMessage()));
    } catch (java.io.FileNotFoundException | NoSuchFileException e) {
      throw new IOException(file + " is not there; '" + writer + "' writes it");
    }
  }

  private static String notWrittenBy(String writer, Path file, String why) {
    return "%s is no result of '%s': %s".formatted(file, writer, why);
  }

  public static void write(EvaluationResult result, Path file) throws IOException {
    write(JSON.writeValueAsString(result) + "\n", file);
  }

  public static void write(AblationResult result, Path file) throws IOException {
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
