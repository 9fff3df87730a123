package dev.swath.imagery;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Keeps the blocks of a scene that were used last, up to a number of values. A block that several
 * threads want is read by one of them. Thread-safe.
 */
final class BlockCache {
  /** 192 MiB of floats. */
  private static final long MAX_VALUES = 48L * 1024 * 1024;

  /**
   * Some bands of a block of an asset at a level of decimation, by column and row of the blocks.
   */
  record Key(String asset, int level, int column, int row, List<Integer> bands) {}

  private final Map<Key, CompletableFuture<float[][]>> blocks =
      new LinkedHashMap<>(16, 0.75f, true);
  private final long maxValues;
  private long values;

  BlockCache() {
    this(MAX_VALUES);
  }

  BlockCache(long maxValues) {
    this.maxValues = maxValues;
  }

  /**
   * The block from the cache, or else as it is read.
   *
   * @throws RuntimeException what {@code read} throws, here or in the thread that reads the block;
   *     nothing is kept then
   */
  float[][] get(Key key, Supplier<float[][]> read) {
    CompletableFuture<float[][]> mine = new CompletableFuture<>();
    CompletableFuture<float[][]> other;
    synchronized (blocks) {
      other = blocks.get(key);
      if (other == null) {
        blocks.put(key, mine);
      }
    }
    return other == null ? read(key, read, mine) : await(other);
  }

  private float[][] read(Key key, Supplier<float[][]> read, CompletableFuture<float[][]> mine) {
    try {
      float[][] block = read.get();
      synchronized (blocks) {
        values += size(block);
        mine.complete(block);
        evict(key);
      }
      return block;
    } catch (RuntimeException | Error e) {
      synchronized (blocks) {
        blocks.remove(key);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static float[][] await(CompletableFuture<float[][]> block) {
    try {
      return block.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw e;
    }
  }

  /** Leaves alone the newest block and those that are still being read. */
  private void evict(Key newest) {
    Iterator<Map.Entry<Key, CompletableFuture<float[][]>>> eldest = blocks.entrySet().iterator();
    while (values > maxValues && eldest.hasNext()) {
      Map.Entry<Key, CompletableFuture<float[][]>> entry = eldest.next();
      if (entry.getValue().isDone() && !entry.getKey().equals(newest)) {
        values -= size(entry.getValue().join());
        eldest.remove();
      }
    }
  }

  private static long size(float[][] block) {
    return (long) block.length * block[0].length;
  }
}
