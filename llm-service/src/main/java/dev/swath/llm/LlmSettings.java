package dev.swath.llm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code swath.llm.*}. The adapters' paths are text, because Spring would look for a relative
 * {@code Path} inside the web application.
 *
 * @param maxTokens the longest answer, in tokens
 * @param temperature 0 decodes greedily; above 0, tokens are drawn, the same ones in every replay
 * @param batchSize how many observations are taken from the topic together; how many answers are
 *     decoded at the same time is set by {@code swath.decoding}
 * @param adapters more LoRA adapters (PEFT folders) by name, beside those in the model's folder
 */
@Validated
@ConfigurationProperties(prefix = "swath.llm", ignoreUnknownFields = false)
record LlmSettings(
    @DefaultValue("64") @Min(value = 1, message = "must be at least 1 token") int maxTokens,
    @DefaultValue("0")
        @DecimalMin(value = "0", message = "must be 0 (greedy) or more")
        @DecimalMax(value = "10", message = "must be at most 10: above it, tokens are noise")
        double temperature,
    @DefaultValue("16")
        @Min(value = 1, message = "must be at least 1 observation")
        @Max(value = 1024, message = "must be at most 1024 observations")
        int batchSize,
    @DefaultValue Map<String, String> adapters) {
  LlmSettings {
    adapters = Map.copyOf(adapters);
  }
}
