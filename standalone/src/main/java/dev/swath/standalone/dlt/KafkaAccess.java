package dev.swath.standalone.dlt;

import dev.swath.standalone.EmbeddedKafka;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where Kafka is and how to log in, and plain clients that do. */
final class KafkaAccess {

  private static final String SERVERS = "bootstrap.servers";

  /** Who calls a command waits for it: Kafka's own minute is long. */
  private static final int PATIENCE_MS = 20_000;

  /**
   * The largest message that {@code swath.kafka.max-message-bytes} allows, and room for headers.
   */
  private static final int MAX_REQUEST_BYTES = 97 * 1024 * 1024;

  /** One fetch; a larger message comes alone. */
  private static final int FETCH_BYTES = 16 * 1024 * 1024;

  @Spec private CommandSpec command;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description =
          "Where Kafka is (default: bootstrap.servers of --command-config, or else the embedded"
              + " Kafka of --data-dir while it runs).")
  private String bootstrap;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties of Kafka's clients, for TLS and SASL. What it says is not printed.")
  private Path configFile;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data folder of ./swath run or demo (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  private Path dataDir;

  /** Something that talks to Kafka. */
  @FunctionalInterface
  interface Talk<T> {
    T run() throws ExecutionException, InterruptedException;
  }

  /**
   * Runs something that talks to Kafka.
   *
   * @throws IllegalStateException if Kafka does not answer or refuses; the text holds none of the
   *     configured secrets
   */
  <T> T talk(Talk<T> talk) {
    try {
      return talk.run();
    } catch (ExecutionException e) {
      throw trouble(e.getCause());
    } catch (org.apache.kafka.common.KafkaException e) {
      throw trouble(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped");
    }
  }

  Admin admin() {
    Map<String, Object> config = config();
    config.putIfAbsent("default.api.timeout.ms", PATIENCE_MS);
    config.putIfAbsent("request.timeout.ms", PATIENCE_MS / 2);
    return Admin.create(config);
  }

  /** Outside of any group: nothing is committed. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = config();
    config.remove("group.id");
    config.putIfAbsent("default.api.timeout.ms", PATIENCE_MS);
    config.putIfAbsent("request.timeout.ms", PATIENCE_MS / 2);
    config.put("enable.auto.commit", false);
    // change-service publishes in transactions.
    config.put("isolation.level", "read_committed");
    config.put("fetch.max.bytes", FETCH_BYTES);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> config = config();
    config.remove("transactional.id");
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("max.request.size", MAX_REQUEST_BYTES);
    config.put("buffer.memory", (long) MAX_REQUEST_BYTES);
    config.putIfAbsent("max.block.ms", PATIENCE_MS);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>();
    file().forEach((name, value) -> config.put((String) name, value));
    if (bootstrap != null) {
      config.put(SERVERS, bootstrap);
    }
    config.computeIfAbsent(SERVERS, name -> embedded());
    config.put("client.id", "swath-dlt");
    return config;
  }

  private String embedded() {
    return EmbeddedKafka.lastAddress(dataDir.resolve("kafka"))
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "Where is Kafka? Say --bootstrap HOST:PORT; there was no embedded one in "
                        + dataDir.toAbsolutePath().normalize()
                        + "."));
  }

  private Properties file() {
    Properties properties = new Properties();
    if (configFile != null) {
      try (Reader in = Files.newBufferedReader(configFile)) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return properties;
  }

  private IllegalStateException trouble(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return new IllegalStateException(
        "Kafka at %s: %s Is it there, and may this client log in? See --bootstrap, --command-config."
            .formatted(config().get(SERVERS), sentence(Secrets.without(text, file()))));
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
