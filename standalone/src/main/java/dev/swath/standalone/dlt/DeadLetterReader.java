package dev.swath.standalone.dlt;

import dev.swath.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads dead letters as they are now, a few at a time: they may be large and many. */
final class DeadLetterReader {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaAccess kafka;

  DeadLetterReader(KafkaAccess kafka) {
    this.kafka = kafka;
  }

  /**
   * Reads those that a filter accepts, topic after topic in the order of the flow.
   *
   * @throws IllegalStateException if Kafka does not answer, or a topic that is named is not there
   */
  void read(Filter filter, Consumer<DeadLetter> sink) {
    for (String topic : topics(filter)) {
      kafka.talk(
          () -> {
            try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
              List<TopicPartition> partitions =
                  consumer.partitionsFor(topic).stream()
                      .map(p -> new TopicPartition(topic, p.partition()))
                      .toList();
              // Asked about partitions that it does not have, a consumer warns.
              consumer.assign(partitions);
              Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
              read(
                  consumer, starts(consumer, partitions, filter.since(), ends), ends, sink, filter);
            }
            return null;
          });
    }
  }

  /**
   * Reads those at these places that are still there.
   *
   * @param places any number, of any topics
   */
  void read(Collection<Place> places, Consumer<DeadLetter> sink) {
    Set<Place> wanted = Set.copyOf(places);
    Map<TopicPartition, List<Place>> byPartition =
        wanted.stream().collect(Collectors.groupingBy(Place::topicPartition));
    kafka.talk(
        () -> {
          try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
            consumer.assign(byPartition.keySet());
            Map<TopicPartition, Long> starts = new HashMap<>();
            Map<TopicPartition, Long> ends =
                new HashMap<>(consumer.endOffsets(byPartition.keySet()));
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(byPartition.keySet());
            byPartition.forEach(
                (partition, of) -> {
                  long first = of.stream().mapToLong(Place::offset).min().orElseThrow();
                  long last = of.stream().mapToLong(Place::offset).max().orElseThrow();
                  starts.put(partition, Math.max(first, begins.get(partition)));
                  ends.merge(partition, last + 1, Math::min);
                });
            read(
                consumer,
                starts,
                ends,
                letter -> {
                  if (wanted.contains(letter.place())) {
                    sink.accept(letter);
                  }
                },
                new Filter());
          }
          return null;
        });
  }

  /**
   * @throws IllegalStateException if there is no such partition of a dead-letter topic
   */
  void require(Place place) {
    List<String> there = topics(new Filter());
    if (!there.contains(place.topic())) {
      throw new IllegalStateException(
          "there is no dead-letter topic %s; there are %s".formatted(place.topic(), there));
    }
    int partitions =
        kafka.talk(
            () -> {
              try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
                return consumer.partitionsFor(place.topic()).size();
              }
            });
    if (place.partition() >= partitions) {
      throw new IllegalStateException(
          "%s has the partitions 0 to %d".formatted(place.topic(), partitions - 1));
    }
  }

  /** The dead letter at a place, if it is still there. */
  Optional<DeadLetter> at(Place place) {
    List<DeadLetter> found = new ArrayList<>();
    read(List.of(place), found::add);
    return found.stream().findFirst();
  }

  /**
   * The dead-letter topics that are there, or the named ones.
   *
   * @throws IllegalStateException if one that is named is not there
   */
  List<String> topics(Filter filter) {
    Set<String> there = kafka.talk(this::names);
    List<String> known =
        Topics.all().stream().filter(Topics.Topic::deadLetter).map(Topics.Topic::name).toList();
    for (String name : filter.topics()) {
      if (!known.contains(name) || !there.contains(name)) {
        throw new IllegalStateException(
            "there is no dead-letter topic %s; there are %s"
                .formatted(name, known.stream().filter(there::contains).toList()));
      }
    }
    return known.stream()
        .filter(there::contains)
        .filter(name -> filter.topics().isEmpty() || filter.topics().contains(name))
        .toList();
  }

  private Set<String> names() throws ExecutionException, InterruptedException {
    try (Admin admin = kafka.admin()) {
      return admin.listTopics().names().get();
    }
  }

  private static Map<TopicPartition, Long> starts(
      KafkaConsumer<?, ?> consumer,
      List<TopicPartition> partitions,
      Optional<Instant> since,
      Map<TopicPartition, Long> ends) {
    if (since.isEmpty()) {
      return consumer.beginningOffsets(partitions);
    }
    long time = since.get().toEpochMilli();
    Map<TopicPartition, Long> starts = new HashMap<>();
    consumer
        .offsetsForTimes(partitions.stream().collect(Collectors.toMap(p -> p, p -> time)))
        .forEach(
            (partition, found) ->
                starts.put(partition, found == null ? ends.get(partition) : found.offset()));
    return starts;
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends,
      Consumer<DeadLetter> sink,
      Filter filter) {
    List<TopicPartition> left = new ArrayList<>(starts.keySet());
    left.removeIf(partition -> starts.get(partition) >= ends.get(partition));
    consumer.assign(left);
    left.forEach(partition -> consumer.seek(partition, starts.get(partition)));
    long lastMove = System.nanoTime();
    while (!left.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        lastMove = System.nanoTime();
        DeadLetter letter = new DeadLetter(message);
        long end = ends.get(letter.place().topicPartition());
        if (message.offset() < end && filter.accepts(letter)) {
          sink.accept(letter);
        }
      }
      if (left.removeIf(partition -> consumer.position(partition) >= ends.get(partition))) {
        consumer.assign(left);
        lastMove = System.nanoTime();
      }
      if (System.nanoTime() - lastMove > PATIENCE.toNanos()) {
        throw new TimeoutException("nothing came for " + PATIENCE.toSeconds() + " s");
      }
    }
  }
}
