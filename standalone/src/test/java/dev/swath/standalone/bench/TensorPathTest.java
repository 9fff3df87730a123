package dev.swath.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.bench.Figure;
import dev.swath.standalone.EmbeddedKafka;
import dev.swath.vlm.FeatureMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, on so few records that its figure means nothing. */
class TensorPathTest {

  private static final int RECORDS = 3;

  @TempDir Path folder;

  @Test
  void whatIsSentIsReceivedValueByValue() {
    List<FeatureMap> received = new ArrayList<>();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        TensorPath path = TensorPath.open(kafka.bootstrapServers())) {
      assertThat(path.send(RECORDS)).isPositive();
      assertThat(path.receive(RECORDS, received::add)).isPositive();
      Comparator<FeatureMap> byValue = (a, b) -> Arrays.compare(a.values(), b.values());
      assertThat(received)
          .usingElementComparator(byValue)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, RECORDS).mapToObj(path::features).toList());
      assertThat(received)
          .allSatisfy(map -> assertThat(map.tokens() * map.width()).isEqualTo(729 * 1152));
    }
  }

  @Test
  void aRecordIsAsLargeAsAPublishedEncodersFeatures() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        TensorPath path = TensorPath.open(kafka.bootstrapServers())) {
      assertThat(path.message(0).payload().length).isBetween(1_679_616, 1_680_000);
      assertThat(path.message(199).payload().length).isBetween(1_679_616, 1_680_000);
    }
  }

  @Test
  void bothSidesComeOutWithARatio() throws IOException {
    Figure figure = TensorFigure.measure(RECORDS, 1, text -> {});
    assertThat(figure.ratio().orElseThrow()).isPositive().isFinite();
    assertThat(figure.name()).contains("1.68 MB");
    assertThat(figure.note()).contains("sent at", "received at", "ms a record");
  }

  @Test
  void theLastLineOfEachToolCounts() {
    String sent =
        """
        80 records sent, 15.9 records/sec (25.49 MB/sec), 1.0 ms avg latency, 2.0 ms max latency.
        200 records sent, 20.0 records/sec (40.00 MB/sec), 1.0 ms avg latency, 2.0 ms max latency.
        """;
    assertThat(KafkaTools.sentSeconds(sent, 2 << 20, 200)).isEqualTo(10);
    String received =
        "2026-01-01 00:00:00:000, 2026-01-01 00:00:04:000, 400.0, 100.0, 200, 50.0, 1500, 2500, 160.0, 80.0\n";
    assertThat(KafkaTools.receivedSeconds(received, 200)).isEqualTo(2.5);
  }

  @Test
  void aToolThatDidLessIsNoMeasurement() {
    assertThatThrownBy(() -> KafkaTools.sentSeconds("org.apache.kafka: timed out", 1, 200))
        .hasMessageContaining("timed out");
    assertThatThrownBy(
            () -> KafkaTools.sentSeconds("9 records sent, 1.0 records/sec (1.0 MB/sec)", 1, 200))
        .hasMessageContaining("not 200 records");
    assertThatThrownBy(() -> KafkaTools.receivedSeconds("a, b, 1, 1, 9, 1, 1, 1, 1, 1", 200))
        .hasMessageContaining("not 200 records");
  }
}
