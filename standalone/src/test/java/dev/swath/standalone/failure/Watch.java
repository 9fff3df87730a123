package dev.swath.standalone.failure;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all answers as they come, in a thread of its own, from the beginning of the topic. */
final class Watch implements AutoCloseable {

  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread = new Thread(this::read, "watch");

  /** When each id came for the first time, by {@link System#nanoTime}. */
  private final Map<String, Arrival> first = new LinkedHashMap<>();

  private final List<Long> times = new ArrayList<>();
  private final Set<List<String>> pairs = new HashSet<>();
  private long repeated;
  private volatile boolean stopping;

  /**
   * @param scenes that it is about
   * @param nanos when it came
   */
  record Arrival(List<String> scenes, long nanos) {}

  Watch(String bootstrap) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.ANSWERS).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    while (!stopping) {
      consumer
          .poll(Duration.ofMillis(200))
          .forEach(record -> take(Answer.parse(record.value()), System.nanoTime()));
    }
    consumer.close();
  }

  private synchronized void take(Answer answer, long now) {
    List<String> scenes = answer.data().properties().scenes();
    times.add(now);
    if (first.putIfAbsent(answer.id(), new Arrival(scenes, now)) != null) {
      repeated++;
    }
    if (scenes.size() == 2) {
      pairs.add(scenes);
    }
  }

  synchronized Map<String, Arrival> first() {
    return new LinkedHashMap<>(first);
  }

  synchronized int count() {
    return first.size();
  }

  synchronized long repeated() {
    return repeated;
  }

  synchronized Set<List<String>> pairs() {
    return new HashSet<>(pairs);
  }

  /** When answers came, repeated ones too. */
  synchronized List<Long> times() {
    return new ArrayList<>(times);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
