package dev.swath.promptaugment;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of this service, {@code swath.prompt-augment.*}.
 *
 * @param clues how clues are asked for
 * @param batchSize how many observations are asked about together
 */
@ConfigurationProperties("swath.prompt-augment")
record PromptAugmentProperties(@DefaultValue Clues clues, @DefaultValue("16") int batchSize) {
  PromptAugmentProperties {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "swath.prompt-augment.batch-size is " + batchSize + ": it must be at least 1");
    }
  }

  /**
   * How clues are asked for.
   *
   * @param enabled whether the base model is asked at all; if not, prompts carry no clue
   * @param maxTokens the longest clue, in tokens
   */
  record Clues(@DefaultValue("true") boolean enabled, @DefaultValue("48") int maxTokens) {
    Clues {
      if (maxTokens < 1) {
        throw new IllegalArgumentException(
            "swath.prompt-augment.clues.max-tokens is "
                + maxTokens
                + ": it must be at least 1 (to have no clues, set"
                + " swath.prompt-augment.clues.enabled to false)");
      }
    }
  }
}
