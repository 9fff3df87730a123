package dev.swath.change;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;
import org.springframework.util.unit.DataSize;

/**
 * One piece of native memory for the stores of all partitions: what was read, and what is not on
 * disk yet. Kafka Streams by itself gives each of two stores a partition up to a tenth of a
 * gigabyte, which with many partitions is more than a container has.
 */
final class StoreMemory implements AutoCloseable {

  private static final String CONFIG = "swath.store.memory";

  static {
    RocksDB.loadLibrary();
  }

  private final Cache cache;
  private final WriteBufferManager buffers;

  StoreMemory(DataSize size) {
    cache = new LRUCache(size.toBytes());
    // Counted against the cache, so that together they stay within it.
    buffers = new WriteBufferManager(size.toBytes() / 2, cache);
  }

  /** Makes the stores of a topology with this configuration share the memory. */
  void shareIn(Properties streams) {
    streams.put(CONFIG, this);
    streams.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, Shared.class);
  }

  /** To be called when the stores are closed. */
  @Override
  public void close() {
    buffers.close();
    cache.close();
  }

  /** Is made by Kafka Streams for each store. */
  public static final class Shared implements RocksDBConfigSetter {

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
      StoreMemory memory = (StoreMemory) configs.get(CONFIG);
      BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
      table.setBlockCache(memory.cache);
      // Or else they lie outside of the cache, and grow with the store.
      table.setCacheIndexAndFilterBlocks(true);
      options.setTableFormatConfig(table);
      options.setWriteBufferManager(memory.buffers);
    }

    /** The memory outlives the store. */
    @Override
    public void close(String store, Options options) {}
  }
}
