package dev.swath.standalone.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java process that can be killed at any moment and started again. All it says goes to one file.
 */
final class Child implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SAID = 3000;

  private final String name;
  private final List<String> command;
  private final String ready;
  private final Map<String, String> environment;
  private final Path log;
  private Process process;
  private long began;

  /**
   * @param name for messages and the file
   * @param ready what it says when it has started
   * @param environment variables that it has besides this process's
   */
  Child(
      String name,
      Path logs,
      List<String> options,
      String main,
      List<String> arguments,
      String ready,
      Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.name = name;
    this.ready = ready;
    this.log = logs.resolve(name + ".log");
    this.command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dai.djl.offline=true");
    command.add("-Dderby.stream.error.file=/dev/null");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
  }

  String name() {
    return name;
  }

  /** Starts it; {@link #awaitReady} waits until it works. */
  void start() {
    try {
      Files.createDirectories(log.getParent());
      began = Files.exists(log) ? Files.size(log) : 0;
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      // All of them share this machine.
      builder.environment().put("OMP_NUM_THREADS", "1");
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalStateException if it ends or does not say that it is ready; with its last words
   */
  void awaitReady() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!said().contains(ready)) {
      if (ends(Duration.ofMillis(100)) || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s %s: %s"
                .formatted(
                    name, process.isAlive() ? "does not become ready" : "ended", lastWords()));
      }
    }
  }

  /** What it has said since its last start. */
  String said() {
    try {
      return Files.readString(log).substring((int) began);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lastWords() {
    String said = said();
    return said.substring(Math.max(0, said.length() - SAID));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: it cannot do anything about it. */
  void kill() {
    process.destroyForcibly();
    if (!ends(PATIENCE)) {
      throw new IllegalStateException(name + " cannot be killed");
    }
  }

  /** SIGSTOP and SIGCONT: it stands still, and does not know it. */
  void freeze(Duration time) throws IOException, InterruptedException {
    signal("STOP");
    try {
      Thread.sleep(time.toMillis());
    } finally {
      signal("CONT");
    }
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /**
   * What it takes of the machine.
   *
   * @param heapMb objects that live, behind a collection
   * @param memoryMb resident memory: heap, libtorch, buffers, code, stacks
   */
  record Footprint(double heapMb, double memoryMb, int threads, int handles) {}

  Footprint footprint() throws IOException, InterruptedException {
    output("jcmd", Long.toString(process.pid()), "GC.run");
    // Capacities and uses in KB; those of survivors, eden and the old generation are 3, 4, 6 and 8.
    String[] lines = output("jstat", "-gc", Long.toString(process.pid())).strip().split("\\R");
    String[] values = lines[lines.length - 1].strip().split("\\s+");
    double heap = 0;
    for (int column : new int[] {2, 3, 5, 7}) {
      heap += Double.parseDouble(values[column]);
    }
    try (var handles = Files.list(proc("fd"))) {
      return new Footprint(
          heap / 1024, status("VmRSS") / 1024.0, (int) status("Threads"), (int) handles.count());
    }
  }

  /** The most memory that it ever had. */
  long peakMemoryKb() throws IOException {
    return status("VmHWM");
  }

  private long status(String name) throws IOException {
    return Files.readAllLines(proc("status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  private static String output(String tool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (run.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + output);
    }
    return output;
  }

  /** SIGTERM, and how long it took to end; by force if it takes longer. */
  Duration stop() {
    long from = System.nanoTime();
    process.destroy();
    if (!ends(PATIENCE)) {
      kill();
    }
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private boolean ends(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while waiting for " + name, e);
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
