package dev.swath.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A process that measures a peer and prints the result as its last line, in JSON. */
final class PeerProcess {

  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the line of a process's complaints looks like that tells what went wrong. */
  private static final Pattern CAUSE = Pattern.compile(".*(Exception|Error|error:).*");

  private PeerProcess() {}

  /**
   * Runs it to its end.
   *
   * @param name the peer's
   * @param classPath the process's
   * @param folder where its output is kept
   * @throws PeerException if it cannot be started, fails, takes too long or prints no result
   */
  static JsonNode run(String name, String classPath, Path folder, List<String> command)
      throws PeerException {
    Path out = folder.resolve("out.txt");
    Path errors = folder.resolve("errors.txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
      builder.environment().put("CLASSPATH", classPath);
      Process process = builder.start();
      try {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new PeerException("%s did not end within %s".formatted(name, PATIENCE));
        }
      } finally {
        process.destroyForcibly();
      }
      if (process.exitValue() != 0) {
        throw new PeerException(
            "%s ended with exit code %d: %s".formatted(name, process.exitValue(), cause(errors)));
      }
      return result(name, last(Files.readAllLines(out)));
    } catch (IOException e) {
      throw new PeerException("%s could not be run: %s".formatted(name, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerException(name + " was interrupted");
    }
  }

  private static JsonNode result(String name, String line) throws PeerException {
    try {
      JsonNode result = JSON.readTree(line);
      if (result.isObject()) {
        return result;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new PeerException("%s printed no result, but '%s'".formatted(name, line));
  }

  private static String cause(Path errors) throws IOException {
    List<String> lines = Files.readAllLines(errors);
    return lines.stream()
        .filter(line -> CAUSE.matcher(line).matches())
        .findFirst()
        .orElseGet(() -> last(lines));
  }

  private static String last(List<String> lines) {
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
