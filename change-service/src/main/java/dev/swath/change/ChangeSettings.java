package dev.swath.change;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code swath.change.*}.
 *
 * @param history acquisitions kept for each tile; an older one than these is not paired
 */
@Validated
@ConfigurationProperties(prefix = "swath.change", ignoreUnknownFields = false)
record ChangeSettings(
    @DefaultValue("16")
        @Min(value = 2, message = "must be at least 2 acquisitions: a pair has two")
        @Max(value = 10_000, message = "must be at most 10000 acquisitions")
        int history) {}
