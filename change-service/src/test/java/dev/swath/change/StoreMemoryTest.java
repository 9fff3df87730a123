package dev.swath.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class StoreMemoryTest {

  private static final DataSize SIZE = DataSize.ofMegabytes(8);
  private static final int VALUES = 24;
  private static final int VALUE_BYTES = 1 << 20;

  @TempDir Path folder;

  @Test
  void twoPartitionsOfTheStoreShareItAndHoldMoreThanFits() {
    try (StoreMemory memory = new StoreMemory(SIZE);
        TopologyTestDriver one = partition(memory, "one");
        TopologyTestDriver two = partition(memory, "two")) {
      for (int i = 0; i < VALUES; i++) {
        store(one).put("k" + i, value(i));
        store(two).put("k" + i, value(VALUES + i));
      }
      for (int i = 0; i < VALUES; i++) {
        assertThat(store(one).get("k" + i)).isEqualTo(value(i));
        assertThat(store(two).get("k" + i)).isEqualTo(value(VALUES + i));
      }
      assertThat(told("block-cache-capacity", one, two).boxed())
          .hasSize(2)
          .containsOnly((double) SIZE.toBytes());
      assertThat(told("size-all-mem-tables", one, two).sum()).isBetween(1.0, 1.0 * SIZE.toBytes());
    }
  }

  private TopologyTestDriver partition(StoreMemory memory, String name) {
    Topology topology =
        new Topology()
            .addSource("in", new StringDeserializer(), new ByteArrayDeserializer(), "in")
            .addProcessor("keep", Nothing::new, "in")
            .addStateStore(TileStore.features(), "keep");
    Properties properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(name).toString());
    memory.shareIn(properties);
    return new TopologyTestDriver(topology, properties);
  }

  private static KeyValueStore<String, byte[]> store(TopologyTestDriver partition) {
    return partition.getKeyValueStore(TileStore.FEATURES);
  }

  private static byte[] value(int seed) {
    byte[] value = new byte[VALUE_BYTES];
    new Random(seed).nextBytes(value);
    return value;
  }

  /** What the stores tell of themselves. */
  private static DoubleStream told(String metric, TopologyTestDriver... partitions) {
    return Stream.of(partitions)
        .flatMap(partition -> partition.metrics().values().stream())
        .filter(told -> told.metricName().name().equals(metric))
        .mapToDouble(told -> ((Number) told.metricValue()).doubleValue());
  }

  /** Has the store, and leaves it to the test. */
  private static final class Nothing implements Processor<String, byte[], Void, Void> {
    @Override
    public void process(Record<String, byte[]> message) {}
  }
}
