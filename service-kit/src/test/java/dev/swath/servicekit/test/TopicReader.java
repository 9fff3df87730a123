package dev.swath.servicekit.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.core.ConsumerFactory;

/** Reads a topic from its start, for tests: outside of any group, so that nothing is committed. */
public final class TopicReader {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final ConsumerFactory<String, byte[]> consumers;

  public TopicReader(ConsumerFactory<String, byte[]> consumers) {
    this.consumers = consumers;
  }

  /** Everything on the topic as soon as {@code enough} accepts it. */
  public List<ConsumerRecord<String, byte[]>> read(
      String topic, Predicate<List<ConsumerRecord<String, byte[]>>> enough) {
    return read(topic, (consumer, messages) -> enough.test(messages));
  }

  /** Everything on the topic as soon as there are at least {@code count} messages. */
  public List<ConsumerRecord<String, byte[]>> read(String topic, int count) {
    return read(topic, messages -> messages.size() >= count);
  }

  /** Everything that is on the topic now. */
  public List<ConsumerRecord<String, byte[]>> all(String topic) {
    return read(
        topic,
        (consumer, messages) ->
            consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
  }

  private List<ConsumerRecord<String, byte[]>> read(
      String topic,
      BiPredicate<Consumer<String, byte[]>, List<ConsumerRecord<String, byte[]>>> enough) {
    List<ConsumerRecord<String, byte[]>> messages = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = consumers.createConsumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(POLL).forEach(messages::add);
                return enough.test(consumer, messages);
              });
    }
    return messages;
  }

  /** The first message that matches, as soon as it is there. */
  public ConsumerRecord<String, byte[]> first(
      String topic, Predicate<ConsumerRecord<String, byte[]>> matching) {
    return read(topic, messages -> messages.stream().anyMatch(matching)).stream()
        .filter(matching)
        .findFirst()
        .orElseThrow();
  }

  /** The text of a header; null if there is none. */
  public static String header(ConsumerRecord<?, ?> message, String name) {
    var header = message.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
