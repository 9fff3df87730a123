package dev.swath.change;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.swath.change.AcquisitionHistory.Arrival;
import dev.swath.contracts.v1.VisualTokens;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What is known of the tiles of one partition: a small history for each tile, and the features of
 * each acquisition on their own, so that finding a predecessor does not read all of them.
 */
final class TileStore {

  static final String HISTORIES = "histories";
  static final String FEATURES = "features";

  private final KeyValueStore<String, AcquisitionHistory> histories;
  private final KeyValueStore<String, byte[]> features;

  TileStore(ProcessorContext<?, ?> context) {
    this.histories = context.getStateStore(HISTORIES);
    this.features = context.getStateStore(FEATURES);
  }

  static StoreBuilder<KeyValueStore<String, AcquisitionHistory>> histories() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(HISTORIES), Serdes.String(), HistorySerde.create());
  }

  static StoreBuilder<KeyValueStore<String, byte[]>> features() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(FEATURES), Serdes.String(), Serdes.ByteArray());
  }

  AcquisitionHistory history(String tile) {
    AcquisitionHistory history = histories.get(tile);
    return history == null ? AcquisitionHistory.EMPTY : history;
  }

  /** The features of an acquisition in the tile's history. */
  VisualTokens features(String tile, Acquired acquired) {
    byte[] bytes = features.get(key(tile, acquired));
    if (bytes == null) {
      throw new IllegalStateException(
          "No features of scene %s in the state store for tile %s: remove the state folder"
              .formatted(acquired.scene(), tile));
    }
    try {
      return VisualTokens.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new SerializationException("Broken features in the state store for " + tile, e);
    }
  }

  /** Keeps the features of a new acquisition, and its place in the history. */
  void keep(String tile, Arrival arrival, Acquired arrived, VisualTokens tokens) {
    histories.put(tile, arrival.history());
    features.put(key(tile, arrived), tokens.toByteArray());
    for (Acquired old : arrival.forgotten()) {
      features.delete(key(tile, old));
    }
  }

  /** Tile, time, scene; the keys of a tile are in time order, those before 1970 too. */
  private static String key(String tile, Acquired acquired) {
    return "%s|%016x|%s".formatted(tile, acquired.time() ^ Long.MIN_VALUE, acquired.scene());
  }
}
