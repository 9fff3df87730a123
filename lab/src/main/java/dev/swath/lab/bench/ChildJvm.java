package dev.swath.lab.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Another Java process with this one's class path and options, for what must not share one with the
 * benchmark. It is told to end by the end of its standard input.
 */
public final class ChildJvm implements AutoCloseable {

  private static final int MAX_SAID = 800;
  private static final Duration GOODBYE = Duration.ofMinutes(1);

  private final String main;
  private final Process process;
  private final Path output;
  private final Path errors;

  private ChildJvm(String main, Process process, Path output, Path errors) {
    this.main = main;
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * What is started.
   *
   * @param main the class
   * @param options of the JVM, behind those of this one
   * @param environment variables that it has besides this one's
   */
  public record Command(
      String main, List<String> options, Map<String, String> environment, List<String> arguments) {

    public static Command of(String main, List<String> options, String... arguments) {
      return new Command(main, options, Map.of(), List.of(arguments));
    }
  }

  public static ChildJvm start(Command command) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        // A second process cannot have the same debugger
        .filter(option -> !option.startsWith("-agent") && !option.startsWith("-javaagent"))
        .forEach(words::add);
    words.addAll(command.options());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), command.main()));
    words.addAll(command.arguments());
    Path output = Files.createTempFile("swath-child", ".out");
    Path errors = Files.createTempFile("swath-child", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(command.environment());
    return new ChildJvm(command.main(), builder.start(), output, errors);
  }

  /**
   * Runs one to its end.
   *
   * @return what it printed
   * @throws IllegalStateException if it fails or takes longer
   */
  public static String run(Command command, Duration patience) throws IOException {
    try (ChildJvm child = start(command)) {
      return child.end(patience);
    }
  }

  /**
   * Tells it to end, and waits.
   *
   * @return what it printed
   * @throws IllegalStateException if it fails or takes longer
   */
  public String end(Duration patience) throws IOException {
    process.getOutputStream().close();
    if (!ends(patience)) {
      throw failure("did not end within " + patience);
    }
    if (process.exitValue() != 0) {
      throw failure("ended with " + process.exitValue());
    }
    return Files.readString(output);
  }

  /**
   * Waits for a line.
   *
   * @throws IllegalStateException if it ends before, or takes longer
   */
  public String await(Predicate<String> line, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      for (String printed : Files.readAllLines(output)) {
        if (line.test(printed)) {
          return printed;
        }
      }
      if (ended) {
        throw failure("ended with " + process.exitValue());
      }
      if (System.nanoTime() > deadline) {
        throw failure("was not ready within " + patience);
      }
      ends(Duration.ofMillis(100));
    }
  }

  private boolean ends(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while waiting for " + main, e);
    }
  }

  private IllegalStateException failure(String what) throws IOException {
    String said = (Files.readString(output) + Files.readString(errors)).strip();
    return new IllegalStateException(
        "the process of %s %s: %s"
            .formatted(main, what, said.substring(Math.max(0, said.length() - MAX_SAID))));
  }

  /** Ends it, by force if it does not end by itself. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    if (!ends(GOODBYE)) {
      process.destroyForcibly();
    }
    Files.deleteIfExists(output);
    Files.deleteIfExists(errors);
  }
}
