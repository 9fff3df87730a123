package dev.swath.standalone;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts the pipeline and keeps it running. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Starts all services and an embedded Kafka, and waits for scenes.")
final class RunCommand implements Callable<Integer> {
  @Mixin private StandaloneOptions options;

  @Override
  public Integer call() throws InterruptedException {
    Logging.toFile(options.logFile());
    try (StopSignal stop = StopSignal.install();
        Standalone standalone = Standalone.start(options.settings(Map.of()))) {
      System.err.printf(
          "Swath runs. Kafka: %s; scenes: POST http://localhost:%d/scenes; Ctrl-C stops.%n",
          standalone.bootstrapServers(), standalone.ingestPort());
      stop.await();
    }
    return 0;
  }
}
