package dev.swath.standalone.bench;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Observation;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.standalone.Standalone;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.util.FileSystemUtils;

/**
 * What Kafka and the services cost: observations a second from their topic to the last answer, and
 * the same calls of the model in a loop without them.
 */
final class PipelineFigure {

  private static final int OBSERVATIONS = 500;
  private static final int WARM_UP = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Goal GOAL = Goal.atLeast(0.9);

  private PipelineFigure() {}

  /**
   * @param model the compact model's folder
   * @param progress is told what is measured now
   * @throws IllegalStateException if an answer does not come
   */
  static Figure measure(Path model, Consumer<String> progress) throws IOException {
    ModelFolder folder = ModelFolder.open(model);
    List<Observation> all =
        MadeUpObservations.make(WARM_UP + OBSERVATIONS, folder.imageSize(), BareLoop.ADAPTER);
    List<Observation> first = all.subList(0, WARM_UP);
    List<Observation> measured = all.subList(WARM_UP, all.size());
    progress.accept("measuring the model's calls in a loop");
    double bare;
    try (BareLoop loop = new BareLoop(folder)) {
      loop.seconds(first);
      bare = loop.seconds(measured);
    }
    progress.accept("measuring the same through the services");
    Path data = Files.createTempDirectory("swath-bench");
    double piped;
    try (Standalone standalone = start(data, model)) {
      seconds(standalone, first);
      piped = seconds(standalone, measured);
    } finally {
      FileSystemUtils.deleteRecursively(data);
    }
    return Figure.of(
        "pipeline, 500 observations",
        "the model's calls in a loop",
        "%.1f observations/s".formatted(OBSERVATIONS / piped),
        "%.1f observations/s".formatted(OBSERVATIONS / bare),
        bare / piped,
        GOAL);
  }

  private static Standalone start(Path data, Path model) {
    return Standalone.start(new Standalone.Settings(data, model, 0, 0, Optional.empty(), Map.of()));
  }

  /** From the first observation that is published until its last answer has come. */
  private static double seconds(Standalone standalone, List<Observation> observations) {
    try (var producer =
            new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", standalone.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        var consumer =
            new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", standalone.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ANSWERS).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      long start = System.nanoTime();
      observations.forEach(observation -> producer.send(message(observation)));
      int left = observations.size();
      while (left > 0) {
        var answers = consumer.poll(PATIENCE);
        if (answers.isEmpty()) {
          throw new IllegalStateException(
              "%d of %d answers did not come within %s"
                  .formatted(left, observations.size(), PATIENCE));
        }
        left -= answers.count();
      }
      return (System.nanoTime() - start) * 1e-9;
    }
  }

  private static ProducerRecord<String, byte[]> message(Observation observation) {
    Event event = Event.of(observation);
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(event.topic(), event.key(), event.payload());
    event
        .headers("bench", Instant.EPOCH)
        .forEach(
            (name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return message;
  }
}
