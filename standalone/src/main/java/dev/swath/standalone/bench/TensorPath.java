package dev.swath.standalone.bench;

import dev.swath.contracts.Event;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap.Encoding;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.Protobuf;
import dev.swath.servicekit.Publisher;
import dev.swath.servicekit.ServiceKitAutoConfiguration;
import dev.swath.vlm.FeatureMap;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Feature maps of a published encoder's size on their way through the services' own clients: put
 * into messages, published, polled, read, and unpacked.
 */
final class TensorPath implements AutoCloseable {

  /** SigLIP so400m/14 at 384 pixels. */
  static final int TOKENS = 27 * 27;

  static final int WIDTH = 1152;

  /** As many as encoder-service publishes together, unless told otherwise. */
  private static final int BATCH = 32;

  private static final int MAPS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ConfigurableApplicationContext context;
  private final List<FeatureMap> maps;

  /** The same as the encoder's network gives them. */
  private final List<byte[]> packed;

  private TensorPath(ConfigurableApplicationContext context) {
    this.context = context;
    SplittableRandom random = new SplittableRandom(5);
    this.maps = IntStream.range(0, MAPS).mapToObj(i -> random(random)).toList();
    this.packed = maps.stream().map(TensorPath::bf16).toList();
  }

  /** Eight significant bits: bf16 holds such values as they are. */
  private static FeatureMap random(SplittableRandom random) {
    float[] values = new float[TOKENS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt(255) - 127) / 64f;
    }
    return new FeatureMap(TOKENS, WIDTH, values);
  }

  private static byte[] bf16(FeatureMap map) {
    return FeatureMaps.pack(map.values(), map.tokens(), map.width(), Encoding.BF16)
        .getData()
        .toByteArray();
  }

  /** Makes the topics where they are missing, as a service does. */
  static TensorPath open(String bootstrapServers) {
    return new TensorPath(
        new SpringApplicationBuilder(Clients.class)
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .logStartupInfo(false)
            .registerShutdownHook(false)
            .run(
                "--spring.application.name=bench",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers));
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({KafkaAutoConfiguration.class, ServiceKitAutoConfiguration.class})
  static class Clients {
    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }
  }

  /** The features of the n-th record. */
  FeatureMap features(int record) {
    return maps.get(record % MAPS);
  }

  /** The message of the n-th record. */
  Event message(int record) {
    byte[] features = packed.get(record % MAPS);
    return Event.of(
        VisualTokens.newBuilder()
            .setTile("18/%d/1000".formatted(1000 + record))
            .setKind(Kind.IMAGE)
            .addAcquisitions(Acquisition.newBuilder().setSceneId("bench").setAcquiredMs(record))
            .setEncoder("bench")
            .addFrames(FeatureMaps.of(TOKENS, WIDTH, Encoding.BF16, features, new float[0]))
            .build());
  }

  private static FeatureMap read(byte[] message) {
    var map = Protobuf.read(message, VisualTokens.parser()).getFrames(0);
    return new FeatureMap(map.getTokens(), map.getWidth(), FeatureMaps.unpack(map));
  }

  /** Publishes records; seconds until the broker has them all. */
  double send(int records) {
    Publisher publisher = context.getBean(Publisher.class);
    long start = System.nanoTime();
    for (int from = 0; from < records; from += BATCH) {
      publisher.publish(
          IntStream.range(from, Math.min(records, from + BATCH)).mapToObj(this::message).toList());
    }
    return seconds(start);
  }

  /**
   * Polls, reads and unpacks records; seconds until the last one is there.
   *
   * @param sink takes each
   * @throws IllegalStateException if one does not come
   */
  double receive(int records, Consumer<FeatureMap> sink) {
    ConsumerFactory<?, ?> factory = context.getBean(ConsumerFactory.class);
    try (var consumer = new KafkaConsumer<String, byte[]>(factory.getConfigurationProperties())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.VISUAL_TOKENS).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long start = System.nanoTime();
      int left = records;
      while (left > 0) {
        var polled = consumer.poll(PATIENCE);
        if (polled.isEmpty()) {
          throw new IllegalStateException(
              "%d of %d records did not come within %s".formatted(left, records, PATIENCE));
        }
        polled.forEach(record -> sink.accept(read(record.value())));
        left -= polled.count();
      }
      return seconds(start);
    }
  }

  /** The same without Kafka: what writing, reading and unpacking take by themselves. */
  double alone(int records) {
    List<FeatureMap> last = new ArrayList<>(List.of(features(0)));
    long start = System.nanoTime();
    for (int record = 0; record < records; record++) {
      last.set(0, read(message(record).payload()));
    }
    return seconds(start);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public void close() {
    context.close();
  }

  /**
   * One direction in a process of its own, as Kafka's tools have one: bootstrap servers, {@code
   * send}, {@code receive} or {@code alone}, and how many records.
   */
  public static void main(String[] args) {
    int records = Integer.parseInt(args[2]);
    try (TensorPath path = open(args[0])) {
      double seconds =
          switch (args[1]) {
            case "send" -> path.send(records);
            case "receive" -> path.receive(records, map -> {});
            default -> path.alone(records);
          };
      System.out.printf(Locale.ROOT, "seconds=%.6f%n", seconds);
    }
  }
}
