package dev.swath.vlm.decoding;

/**
 * A LoRA adapter whose weights are in the network.
 *
 * @param id what its weights are named by; never used twice
 * @param scale alpha / rank
 */
public record LoadedAdapter(int id, double scale) {

  /** The base model's place among the adapters. */
  public static final LoadedAdapter NONE = new LoadedAdapter(-1, 0);

  boolean isNone() {
    return id < 0;
  }
}
