package dev.swath.lab.tune;

import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.ModelConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an adapter is tuned.
 *
 * @param rate peak learning rate
 * @param batch examples of an optimizer step
 * @param microBatch examples that are computed at once; changes memory and speed, not the result
 * @param warmUp share of the steps with a rising rate
 * @param checkpointEvery steps between checkpoints
 */
public record TuneSettings(
    LoraAdapter lora,
    double rate,
    int epochs,
    int batch,
    int microBatch,
    double warmUp,
    long seed,
    int checkpointEvery) {

  private static final long MOST_BYTES = 2L << 30;

  /** Tokens of a prompt with an image and a clue. */
  private static final long TYPICAL_ROW = 256;

  public TuneSettings {
    if (!(rate > 0) || epochs < 1 || batch < 1 || checkpointEvery < 1) {
      throw new IllegalArgumentException(
          "rate, epochs, batch and the steps between checkpoints must be above 0; got %s, %d, %d, %d"
              .formatted(rate, epochs, batch, checkpointEvery));
    }
    if (!(warmUp >= 0 && warmUp < 1)) {
      throw new IllegalArgumentException("warm-up is a share from 0 to below 1; got " + warmUp);
    }
    if (microBatch < 1 || batch % microBatch != 0) {
      throw new IllegalArgumentException(
          "the micro-batch must divide the batch of %d; got %d".formatted(batch, microBatch));
    }
  }

  /**
   * How many examples may be computed at once: the most that divide the batch and need no more than
   * about 2 GB for what their backward pass looks at again.
   */
  public static int fittingMicroBatch(ModelConfig.Language config, int batch) {
    long values = (long) config.layers() * (16L * config.width() + 6L * config.mlpWidth());
    long row = Math.min(TYPICAL_ROW, config.context()) * values * Float.BYTES;
    int fitting = (int) Math.max(1, Math.min(batch, MOST_BYTES / row));
    while (batch % fitting != 0) {
      fitting--;
    }
    return fitting;
  }

  /**
   * Linear warm-up, then half a cosine down to zero, as Transformers' {@code
   * get_cosine_schedule_with_warmup}; its first step, which would have rate 0, is left out.
   */
  double rateAt(long step, long steps) {
    long rising = warmUpSteps(steps);
    if (step < rising) {
      return rate * (step + 1) / rising;
    }
    double done = (double) (step - rising) / Math.max(1, steps - rising);
    return rate * 0.5 * (1 + Math.cos(Math.PI * done));
  }

  /** How many of the steps have a rising rate. */
  int warmUpSteps(long steps) {
    return (int) Math.ceil(warmUp * steps);
  }

  /** What a checkpoint must share with the run that goes on from it. */
  Map<String, String> identity() {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("rank", "" + lora.rank());
    identity.put("alpha", "" + lora.alpha());
    identity.put("targets", String.join(",", lora.modules()));
    identity.put("dropout", "" + lora.dropout());
    identity.put("rate", "" + rate);
    identity.put("epochs", "" + epochs);
    identity.put("batch", "" + batch);
    identity.put("micro-batch", "" + microBatch);
    identity.put("warm-up", "" + warmUp);
    identity.put("seed", "" + seed);
    return identity;
  }
}
