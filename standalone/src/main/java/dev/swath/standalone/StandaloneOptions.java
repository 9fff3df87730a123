package dev.swath.standalone;

import dev.swath.standalone.client.KafkaOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that starts the whole pipeline. */
final class StandaloneOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  private Path dataDir;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = {
        "The HTTP port for scenes and questions; the services' health and metrics take five ports",
        "from 1000 above it (default: ${DEFAULT-VALUE}; 0: any free ones)."
      },
      defaultValue = "8080")
  private int port;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A VILA or UniRS checkpoint folder (default: models/swath-compact).")
  private Path model;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--kafka-port",
      paramLabel = "N",
      description =
          "The embedded Kafka's port on 127.0.0.1 (default: the last one, or any free one).",
      defaultValue = "0")
  private int kafkaPort;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "A property of the services, e.g. swath.prompt-augment.clues.enabled=false; repeatable.")
  private Map<String, String> properties = new HashMap<>();

  Path dataDir() {
    return dataDir;
  }

  /** Where the log goes, so that the terminal stays readable. */
  Path logFile() {
    return dataDir.resolve("swath.log");
  }

  /** The settings; what the command itself sets gives way to what the user sets. */
  Standalone.Settings settings(Map<String, String> ofCommand) {
    Map<String, String> all = new HashMap<>(ofCommand);
    if (kafka.servers().isPresent()) {
      // The embedded Kafka asks for no login.
      all.putAll(kafka.spring());
    }
    all.putAll(properties);
    return new Standalone.Settings(dataDir, model(), port, kafkaPort, kafka.servers(), all);
  }

  /**
   * The Kafka of services that run elsewhere.
   *
   * @throws IllegalArgumentException if none is named
   */
  String elsewhere() {
    return kafka
        .servers()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "where is the Kafka of the services that run? Name it with --bootstrap"));
  }

  /** What a client of the Kafka that the services use is made with. */
  Map<String, Object> client(String bootstrapServers) {
    Map<String, Object> client = kafka.servers().isPresent() ? kafka.client() : new HashMap<>();
    client.put("bootstrap.servers", bootstrapServers);
    return client;
  }

  private Path model() {
    // The swath script says where its checkout is, so that it works from any folder.
    return model != null
        ? model
        : Path.of(System.getProperty("swath.home", ""), "models", "swath-compact");
  }
}
