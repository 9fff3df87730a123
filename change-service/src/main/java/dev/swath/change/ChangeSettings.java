package dev.swath.change;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * {@code swath.change.*}.
 *
 * @param history acquisitions kept for each tile; an older one than these is not paired
 * @param storeMemory memory outside of the heap for the stores of all partitions: what was read
 *     last, and what is not on disk yet
 */
@Validated
@ConfigurationProperties(prefix = "swath.change", ignoreUnknownFields = false)
record ChangeSettings(
    @DefaultValue("16")
        @Min(value = 2, message = "must be at least 2 acquisitions: a pair has two")
        @Max(value = 10_000, message = "must be at most 10000 acquisitions")
        int history,
    @DefaultValue("128MB") @NotNull DataSize storeMemory) {

  private static final DataSize LEAST_STORE_MEMORY = DataSize.ofMegabytes(8);

  ChangeSettings {
    if (storeMemory.compareTo(LEAST_STORE_MEMORY) < 0) {
      throw new IllegalArgumentException(
          "swath.change.store-memory must be at least %s, not %s"
              .formatted(LEAST_STORE_MEMORY, storeMemory));
    }
  }
}
