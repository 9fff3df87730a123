package dev.swath.lab.train;

import dev.swath.lab.train.TrainingRun.Schedule;
import java.util.List;

/**
 * How long and how fast each stage learns. {@link #SHIPPED} is what {@code lab train} does; what of
 * it the weights in {@code models/} have seen stands in their card.
 *
 * @param keptTokens the share of an image's tokens that a step of the encoder computes, up to its
 *     last steps, which compute all
 * @param clueShare how many of the adapter's samples have a clue
 */
public record Recipe(
    Schedule teacher,
    Schedule encoder,
    double keptTokens,
    Schedule change,
    Schedule base,
    Schedule adapter,
    LoraAdapter lora,
    double clueShare) {

  public static final Recipe SHIPPED =
      new Recipe(
          new Schedule(1500, 2e-3, 100, 0.05, 250),
          new Schedule(3600, 1.5e-3, 100, 0.05, 200),
          0.5,
          new Schedule(800, 1e-3, 50, 0.01, 200),
          new Schedule(2200, 1.5e-3, 50, 0.02, 200),
          new Schedule(3800, 2e-3, 50, 0, 200),
          new LoraAdapter(
              32,
              64,
              List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")),
          0.1);

  private static final double HALF_SEEN = 0.9;

  /** The encoder computes all tokens in the last tenth of its steps. */
  EncoderTrainer.KeptTokens kept() {
    return new EncoderTrainer.KeptTokens(keptTokens, Math.round(HALF_SEEN * encoder.steps()));
  }

  /** The same with fewer steps, to see that everything runs. */
  public Recipe scaled(double share) {
    return new Recipe(
        scale(teacher, share),
        scale(encoder, share),
        keptTokens,
        scale(change, share),
        scale(base, share),
        scale(adapter, share),
        lora,
        clueShare);
  }

  private static Schedule scale(Schedule schedule, double share) {
    long steps = Math.max(1, Math.round(schedule.steps() * share));
    return new Schedule(
        steps,
        schedule.rate(),
        (int) Math.max(1, Math.round(schedule.warmUp() * share)),
        schedule.decay(),
        schedule.checkpointEvery());
  }
}
