package dev.swath.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static final TopicPartition TILES = new TopicPartition("tiles", 0);

  @TempDir Path folder;

  @Test
  void recordsOfSixteenMebibytesAreThereAfterARestartOnTheSamePort() throws Exception {
    byte[] large = new byte[16 << 20];
    new Random(1).nextBytes(large);
    String address;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      address = kafka.bootstrapServers();
      write(address, large, "small".getBytes(StandardCharsets.UTF_8));
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      List<byte[]> read = read(address, 2);
      assertThat(read.get(0)).isEqualTo(large);
      assertThat(read.get(1)).asString().isEqualTo("small");
    }
  }

  @Test
  void acknowledgedRecordsAreThereAfterAKill() throws Exception {
    Process broker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(broker.inputReader().readLine()).isEqualTo("written");
    } finally {
      broker.destroyForcibly();
      assertThat(broker.waitFor(30, SECONDS)).isTrue();
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      assertThat(read(kafka.bootstrapServers(), 1).get(0)).asString().isEqualTo("kept");
    }
  }

  @Test
  void aFolderInUseIsRefusedWithWhatToDo() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("another Swath");
      assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
    }
  }

  @Test
  void aTakenPortIsRefusedByName() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedKafka.start(folder, taken.getLocalPort()))
          .hasMessageContaining("port " + taken.getLocalPort() + " is in use");
    }
  }

  /** Writes one record, says so, and waits to be killed. */
  static final class Killed {
    public static void main(String[] args) throws Exception {
      EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
      write(kafka.bootstrapServers(), "kept".getBytes(StandardCharsets.UTF_8));
      System.out.println("written");
      Thread.currentThread().join();
    }
  }

  private static void write(String address, byte[]... values) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin.createTopics(List.of(new NewTopic(TILES.topic(), 1, (short) 1))).all().get();
    }
    Map<String, Object> config =
        Map.of("bootstrap.servers", address, "acks", "all", "max.request.size", 17 << 20);
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(TILES.topic(), value)).get();
      }
    }
  }

  private static List<byte[]> read(String address, int count) {
    Map<String, Object> config = Map.of("bootstrap.servers", address);
    List<byte[]> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(TILES));
      consumer.seekToBeginning(List.of(TILES));
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
      }
    }
    assertThat(values).hasSize(count);
    return values;
  }
}
