package dev.swath.standalone.dlt;

import dev.swath.standalone.EmbeddedKafka;
import dev.swath.standalone.client.KafkaOptions;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The clients that dead letters need, of the Kafka that is named or of the embedded one. */
final class KafkaAccess {

  private static final String SERVERS = "bootstrap.servers";

  /**
   * The largest message that {@code swath.kafka.max-message-bytes} allows, and room for headers.
   */
  private static final int MAX_REQUEST_BYTES = 97 * 1024 * 1024;

  /** One fetch; a larger message comes alone. */
  private static final int FETCH_BYTES = 16 * 1024 * 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private KafkaOptions options;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "The data folder of ./swath run or demo, whose Kafka is meant if no other is named"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  private Path dataDir;

  /**
   * Runs something that talks to Kafka.
   *
   * @throws IllegalStateException if Kafka does not answer or refuses; the text holds none of the
   *     configured secrets
   */
  <T> T talk(KafkaOptions.Talk<T> talk) {
    return options.talk(config().get(SERVERS), talk);
  }

  Admin admin() {
    return KafkaOptions.admin(config());
  }

  /** Outside of any group: nothing is committed. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = config();
    config.remove("group.id");
    config.putIfAbsent("default.api.timeout.ms", KafkaOptions.PATIENCE_MS);
    config.putIfAbsent("request.timeout.ms", KafkaOptions.PATIENCE_MS / 2);
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
    config.putIfAbsent("max.block.ms", KafkaOptions.PATIENCE_MS);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> config() {
    Map<String, Object> config = options.client();
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
}
