package dev.swath.promptaugment;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code swath.prompt-augment.*}.
 *
 * @param clues how clues are asked for
 * @param batchSize how many observations are asked about together
 */
@Validated
@ConfigurationProperties(prefix = "swath.prompt-augment", ignoreUnknownFields = false)
record PromptAugmentSettings(
    @DefaultValue @Valid Clues clues,
    @DefaultValue("16")
        @Min(value = 1, message = "must be at least 1 observation")
        @Max(value = 1024, message = "must be at most 1024 observations")
        int batchSize) {

  /** Whether there are clues. */
  enum Use {
    TRUE,
    FALSE,
    AUTO
  }

  /**
   * @param enabled whether the base model is asked for clues: true, false (prompts carry none), or
   *     auto: unless the model's calibration has found that it answers better without
   * @param maxTokens the longest clue, in tokens
   */
  record Clues(
      @DefaultValue("auto") @NotNull Use enabled,
      @DefaultValue("48")
          @Min(
              value = 1,
              message =
                  "must be at least 1 token; to have no clues, set"
                      + " swath.prompt-augment.clues.enabled=false")
          int maxTokens) {}
}
