package dev.swath.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.imagery.RasterReader;
import dev.swath.servicekit.ConfigurationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RasterReadersTest {

  @Test
  void oneLineOfTheLogTellsWhichReaderIsInUse(CapturedOutput output) {
    RasterReaders.choose(RasterReader.Choice.JAVA);

    assertThat(output).contains("Rasters are read by the Java reader, Apache SIS 1.");
    assertThat(output).doesNotContain("Install GDAL");
  }

  @Test
  void whatIsThereIsTakenUnlessItIsSaidOtherwise(CapturedOutput output) {
    String taken = RasterReaders.choose(RasterReader.Choice.AUTO).name();

    assertThat(output)
        .contains(
            taken.equals("gdal") ? "Rasters are read by GDAL " : "Install GDAL's library (Debian");
  }

  @Test
  void whoAsksForGdalAndHasNoneIsToldWhatToDo() {
    assertThatThrownBy(
            () ->
                RasterReaders.choose(
                    RasterReader.Choice.GDAL,
                    choice -> {
                      throw new IllegalStateException("GDAL cannot be used: not found in /usr/lib");
                    }))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "swath.ingest.raster-reader", "is 'gdal'", "not found in /usr/lib");
  }

  @Test
  void aMeterTellsWhichReaderIsInUse() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();

    IngestApplication.rasterReaderMeter(RasterReader.java()).bindTo(registry);

    var gauge = registry.get("swath.raster.reader").tags("reader", "java");
    assertThat(gauge.gauge().value()).isEqualTo(1);
    assertThat(gauge.gauge().getId().getTag("version")).startsWith("1.");
  }
}
