package dev.swath.imagery;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the blocks of a scene that were used last, up to a number of values. */
final class BlockCache {
  /** 192 MiB of floats. */
  private static final long MAX_VALUES = 48L * 1024 * 1024;

  /** A block of an asset at a level of decimation, by column and row of the blocks. */
  record Key(String asset, int level, int column, int row) {}

  private final Map<Key, float[][]> blocks = new LinkedHashMap<>(16, 0.75f, true);
  private long values;

  float[][] get(Key key) {
    return blocks.get(key);
  }

  void put(Key key, float[][] block) {
    blocks.put(key, block);
    values += size(block);
    var eldest = blocks.entrySet().iterator();
    while (values > MAX_VALUES && blocks.size() > 1) {
      values -= size(eldest.next().getValue());
      eldest.remove();
    }
  }

  private static long size(float[][] block) {
    return (long) block.length * block[0].length;
  }
}
