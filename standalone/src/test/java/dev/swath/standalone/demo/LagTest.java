package dev.swath.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.swath.standalone.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LagTest {
  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static Admin admin;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(folder, 0);
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
  }

  @Test
  void aGroupHasToGoWhatItHasNotCommitted() throws Exception {
    create("plain");
    send("plain", false, "a", "b", "c");
    assertThat(busy("plain")).hasValue("group has 3 of 'plain' to go");
    commit("plain", 2);
    assertThat(busy("plain")).hasValue("group has 1 of 'plain' to go");
    commit("plain", 3);
    assertThat(busy("plain")).isEmpty();
  }

  @Test
  void anEmptyTopicOfAGroupThatNeverCommittedIsDone() throws Exception {
    create("empty");
    assertThat(busy("empty")).isEmpty();
  }

  @Test
  void transactionMarkersAndAbortedMessagesAreNothingToGo() throws Exception {
    create("transactions");
    // Offsets: message 0, commit marker 1, aborted message 2, abort marker 3.
    send("transactions", true, "a");
    try (var producer = producer(true)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", "b".getBytes())).get();
      assertThat(busy("transactions")).as("while the transaction is open").isPresent();
      producer.abortTransaction();
    }
    assertThat(busy("transactions")).isPresent();
    commit("transactions", 1);
    assertThat(busy("transactions")).isEmpty();
  }

  @Test
  void aShareGroupHasToGoWhatItHasNotAcknowledgedInWhateverOrder() throws Exception {
    create("shared");
    send("shared", true, "a", "b", "c");
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, "share"),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("share.auto.offset.reset", "earliest"),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
    assertThat(sharedBusy()).isPresent();
    try (var consumer = shareConsumer()) {
      consumer.subscribe(List.of("shared"));
      List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
      while (taken.size() < 3) {
        consumer.poll(Duration.ofMillis(100)).forEach(taken::add);
      }
      // The last ones before the first one.
      consumer.acknowledge(taken.get(1));
      consumer.acknowledge(taken.get(2));
      consumer.commitSync();
      assertThat(sharedBusy()).isPresent();
      consumer.acknowledge(taken.get(0));
      consumer.commitSync();
      // The transaction's marker is acknowledged by the consumer itself.
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return sharedBusy().isEmpty();
              });
    }
    assertThat(sharedBusy()).isEmpty();
    send("shared", false, "d");
    assertThat(sharedBusy()).isPresent();
  }

  private static java.util.Optional<String> sharedBusy() {
    try (Lag lag = new Lag(kafka.bootstrapServers())) {
      return lag.firstBusy(List.of(new Link("shared", "share", true)));
    }
  }

  private static KafkaShareConsumer<byte[], byte[]> shareConsumer() {
    return new KafkaShareConsumer<>(
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            "share",
            "share.acknowledgement.mode",
            "explicit"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static java.util.Optional<String> busy(String topic) {
    try (Lag lag = new Lag(kafka.bootstrapServers())) {
      return lag.firstBusy(List.of(new Link(topic, "group")));
    }
  }

  private static void create(String topic) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  private static void commit(String topic, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            "group", Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private static void send(String topic, boolean transaction, String... values) throws Exception {
    try (var producer = producer(transaction)) {
      if (transaction) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value.getBytes())).get();
      }
      if (transaction) {
        producer.commitTransaction();
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(boolean transaction) {
    Map<String, Object> config =
        new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    if (transaction) {
      config.put("transactional.id", "test");
    }
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
