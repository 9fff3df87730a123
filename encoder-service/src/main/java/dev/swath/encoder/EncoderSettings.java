package dev.swath.encoder;

import dev.swath.contracts.v1.FeatureMap.Encoding;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * {@code swath.encoder.*}.
 *
 * @param batchSize frames in one forward pass at most; more need more GPU memory
 * @param batchWait how long a first observation waits for others to share its batch
 * @param wire how features travel: bf16 is twice as large, int8 is coarser
 * @param cache how much room there is for features of frames seen before; 0B keeps none
 */
@Validated
@ConfigurationProperties(prefix = "swath.encoder", ignoreUnknownFields = false)
record EncoderSettings(
    @DefaultValue("32")
        @Min(value = 1, message = "must be at least 1 frame")
        @Max(value = 4096, message = "must be at most 4096 frames")
        int batchSize,
    @DefaultValue("20ms")
        @NotNull
        @DurationMin(message = "must not be negative; 0ms does not wait")
        @DurationMax(seconds = 60, message = "must be at most 60s")
        Duration batchWait,
    @DefaultValue("bf16") @NotNull Wire wire,
    @DefaultValue("64MB") @NotNull DataSize cache) {

  EncoderSettings {
    if (cache.isNegative()) {
      throw new IllegalArgumentException(
          "swath.encoder.cache must not be negative, but is " + cache + "; 0B keeps nothing");
    }
  }

  /** What a PNG of a tile of 64 pixels a side takes; larger ones only make a batch come earlier. */
  static final int TYPICAL_FRAME_BYTES = 8 * 1024;

  /** How a feature map travels. */
  enum Wire {
    BF16(Encoding.BF16),
    INT8(Encoding.INT8);

    private final Encoding encoding;

    Wire(Encoding encoding) {
      this.encoding = encoding;
    }

    Encoding encoding() {
      return encoding;
    }
  }
}
