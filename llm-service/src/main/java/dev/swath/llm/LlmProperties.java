package dev.swath.llm;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of this service, {@code swath.llm.*}.
 *
 * @param maxTokens the longest answer, in tokens
 * @param temperature 0 decodes greedily; above 0, tokens are drawn, the same ones in every replay
 * @param batchSize how many answers are decoded together
 * @param adapters more LoRA adapters (PEFT folders) by name, beside those in the model's folder
 */
@ConfigurationProperties("swath.llm")
record LlmProperties(
    @DefaultValue("64") int maxTokens,
    @DefaultValue("0") double temperature,
    @DefaultValue("16") int batchSize,
    @DefaultValue Map<String, Path> adapters) {
  LlmProperties {
    require(maxTokens >= 1, "max-tokens", maxTokens, "at least 1");
    require(temperature >= 0 && temperature <= 10, "temperature", temperature, "between 0 and 10");
    require(batchSize >= 1, "batch-size", batchSize, "at least 1");
    adapters = Map.copyOf(adapters);
  }

  private static void require(boolean holds, String property, Object value, String need) {
    if (!holds) {
      throw new IllegalArgumentException(
          "swath.llm." + property + " is " + value + ": it must be " + need);
    }
  }
}
