package dev.swath.servicekit;

import dev.swath.contracts.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.unit.DataSize;

/**
 * The settings that every service has unless its user says otherwise: they are ordinary Spring
 * properties of the lowest precedence, so {@code spring.kafka.*} in a user's configuration wins.
 */
final class ServiceDefaults implements EnvironmentPostProcessor, Ordered {

  static final String SOURCE = "swathServiceDefaults";

  /** How long what is in flight may take when a service is stopped; for all of its parts. */
  static final String SHUTDOWN_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

  private static final String TRACES_ENDPOINT =
      "management.opentelemetry.tracing.export.otlp.endpoint";

  /** A producer must be able to hold a few messages of the largest size. */
  private static final int MESSAGES_IN_FLIGHT = 4;

  private static final DataSize IN_FLIGHT = DataSize.ofMegabytes(64);

  /** A partition's share of what is in flight is not less than that: small messages come often. */
  private static final int MIN_PARTITION_BYTES = 1024 * 1024;

  /** After a crash, its work is taken up this much later; Kafka's own 45 s is long to wait. */
  private static final int SESSION_TIMEOUT_MS = 15_000;

  @Override
  public int getOrder() {
    // After the configuration files, because the sizes follow from swath.kafka.*.
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    http(defaults);
    management(defaults);
    health(defaults);
    tracing(defaults, environment);
    shutdown(defaults);
    listener(defaults);
    producer(defaults);
    consumer(defaults);
    admin(defaults);
    Binder binder = Binder.get(environment);
    int maxMessageBytes =
        binder
            .bind("swath.kafka.max-message-bytes", Integer.class)
            .orElse(Topics.MAX_MESSAGE_BYTES);
    Map<String, String> common =
        binder
            .bind("spring.kafka.properties", Bindable.mapOf(String.class, String.class))
            .orElse(Map.of());
    int inFlight =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                binder.bind("swath.kafka.in-flight", DataSize.class).orElse(IN_FLIGHT).toBytes());
    sizes(defaults, maxMessageBytes, inFlight, common);
    put(defaults, common, "consumer", "session.timeout.ms", SESSION_TIMEOUT_MS);
    streams(defaults, maxMessageBytes, inFlight, binder);
    membership(defaults, binder);
    environment.getPropertySources().addLast(new MapPropertySource(SOURCE, defaults));
  }

  private static void http(Map<String, Object> defaults) {
    // Who wants to be reached from other machines says so, and says who may ask: swath.http.keys.
    defaults.put("server.address", "127.0.0.1");
    defaults.put("spring.mvc.problemdetails.enabled", "true");
  }

  private static void management(Map<String, Object> defaults) {
    defaults.put("management.endpoints.web.exposure.include", "health,prometheus");
    defaults.put("management.endpoint.health.probes.enabled", "true");
    defaults.put("management.endpoint.health.show-details", "always");
    // Meters of the libraries too: one process may hold several services.
    defaults.put("management.metrics.tags.service", "${spring.application.name:swath}");
  }

  /** Alive: nothing that only a restart helps. Ready: it takes messages, and can publish. */
  private static void health(Map<String, Object> defaults) {
    String prefix = "management.endpoint.health.group.";
    defaults.put(prefix + "liveness.include", "livenessState,listeners,clock");
    defaults.put(prefix + "readiness.include", "readinessState,broker,partitions");
  }

  /** Where nothing is sent, nothing is recorded: ids travel and are logged all the same. */
  private static void tracing(Map<String, Object> defaults, ConfigurableEnvironment environment) {
    boolean sent = !environment.getProperty(TRACES_ENDPOINT, "").isBlank();
    defaults.put("management.tracing.sampling.probability", sent ? "1.0" : "0.0");
    // Old Prometheus servers drop a target that has exemplars on all kinds of meters.
    defaults.put(
        "management.prometheus.metrics.export.properties"
            + ".[io.prometheus.exporter.exemplarsOnAllMetricTypes]",
        "false");
  }

  private static void shutdown(Map<String, Object> defaults) {
    defaults.put("server.shutdown", "graceful");
    defaults.put(SHUTDOWN_TIMEOUT, "30s");
  }

  private static void listener(Map<String, Object> defaults) {
    // A model call on a slow machine may take minutes; a dead process is noticed by its heartbeat.
    defaults.put("spring.kafka.consumer.max-poll-interval", "15m");
    // A consumer that Kafka no longer lets in says so each time and tries again. Spring's default
    // is to stop it for good in a process that goes on.
    defaults.put("spring.kafka.listener.auth-exception-retry-interval", "10s");
  }

  private static void producer(Map<String, Object> defaults) {
    String prefix = "spring.kafka.producer.";
    defaults.put(
        prefix + "key-serializer", "org.apache.kafka.common.serialization.StringSerializer");
    defaults.put(
        prefix + "value-serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
    defaults.put(prefix + "acks", "all");
    // Tensors do not shrink: lz4 saves nothing, zstd a fifth at half the speed.
    defaults.put(prefix + "compression-type", "none");
    defaults.put(prefix + "properties.[enable.idempotence]", "true");
  }

  private static void consumer(Map<String, Object> defaults) {
    String prefix = "spring.kafka.consumer.";
    defaults.put(
        prefix + "key-deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    defaults.put(
        prefix + "value-deserializer",
        "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    defaults.put(prefix + "auto-offset-reset", "earliest");
    defaults.put(prefix + "enable-auto-commit", "false");
    // What the change service publishes comes in transactions.
    defaults.put(prefix + "isolation-level", "read_committed");
    defaults.put(prefix + "max-poll-records", "64");
  }

  private static void admin(Map<String, Object> defaults) {
    defaults.put("spring.kafka.admin.fail-fast", "true");
    // A topic that someone else created with too small a limit gets the right one.
    defaults.put("spring.kafka.admin.modify-topic-configs", "true");
  }

  /**
   * Every size follows from the largest message and from what may be in flight. A poll returns no
   * more than was fetched, and nothing is fetched from a broker whose last fetch is not used up; so
   * {@code fetch.max.bytes} limits what a poll returns from a broker. The first message of a fetch
   * comes whatever its size.
   */
  private static void sizes(
      Map<String, Object> defaults, int maxMessageBytes, int inFlight, Map<String, String> common) {
    int request = maxMessageBytes + Topics.DEAD_LETTER_HEADROOM_BYTES;
    put(defaults, common, "producer", "max.request.size", request);
    put(defaults, common, "producer", "buffer.memory", (long) MESSAGES_IN_FLIGHT * request);
    put(defaults, common, "consumer", "max.partition.fetch.bytes", Math.min(request, inFlight));
    put(defaults, common, "consumer", "fetch.max.bytes", inFlight);
  }

  /**
   * A process that Kafka knows by name is not waited for when it has died: the next one of that
   * name takes its partitions. Spring and Streams add a number for each of their consumers.
   */
  private static void membership(Map<String, Object> defaults, Binder binder) {
    String instance = binder.bind("swath.kafka.instance", String.class).orElse("");
    if (!instance.isEmpty()) {
      for (String client : new String[] {"consumer", "streams"}) {
        defaults.put("spring.kafka.%s.properties.[group.instance.id]".formatted(client), instance);
      }
    }
  }

  private static void put(
      Map<String, Object> defaults,
      Map<String, String> common,
      String client,
      String setting,
      long value) {
    // A setting of one kind of client would hide the same one for all kinds, which is the user's.
    if (!common.containsKey(setting)) {
      defaults.put(
          "spring.kafka.%s.properties.[%s]".formatted(client, setting), Long.toString(value));
    }
  }

  /**
   * Kafka Streams keeps what it has polled by partition, up to a number of records, and goes on
   * fetching for the other partitions. So the share of a partition is limited instead, and a
   * partition that has more than one message waiting is paused.
   */
  private static void streams(
      Map<String, Object> defaults, int maxMessageBytes, int inFlight, Binder binder) {
    int request = maxMessageBytes + Topics.DEAD_LETTER_HEADROOM_BYTES;
    int partitions =
        binder.bind("swath.kafka.partitions", Integer.class).orElse(Topics.DEFAULT_PARTITIONS);
    int share = Math.max(MIN_PARTITION_BYTES, inFlight / Math.max(1, partitions));
    String prefix = "spring.kafka.streams.properties.";
    defaults.put(prefix + "[processing.guarantee]", "exactly_once_v2");
    defaults.put(prefix + "[buffered.records.per.partition]", "1");
    defaults.put(prefix + "[producer.max.request.size]", Integer.toString(request));
    defaults.put(
        prefix + "[producer.buffer.memory]", Long.toString((long) MESSAGES_IN_FLIGHT * request));
    for (String consumer : new String[] {"consumer", "restore.consumer"}) {
      defaults.put(
          prefix + "[" + consumer + ".max.partition.fetch.bytes]",
          Integer.toString(Math.min(request, share)));
      defaults.put(prefix + "[" + consumer + ".fetch.max.bytes]", Integer.toString(inFlight));
    }
    defaults.put(prefix + "[consumer.auto.offset.reset]", "earliest");
    defaults.put(prefix + "[consumer.session.timeout.ms]", Integer.toString(SESSION_TIMEOUT_MS));
    defaults.put(prefix + "[topic.max.message.bytes]", Integer.toString(request));
    defaults.put(
        "spring.kafka.streams.replication-factor",
        binder.bind("swath.kafka.replication", String.class).orElse("1"));
  }
}
