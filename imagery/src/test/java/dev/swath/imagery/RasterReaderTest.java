package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.imagery.RasterReader.Choice;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RasterReaderTest {

  @Test
  void theJavaReaderIsAlwaysThere() {
    RasterReader reader = RasterReader.of(Choice.JAVA);

    assertThat(reader.name()).isEqualTo("java");
    assertThat(reader.formats()).isEqualTo("GeoTIFF");
    assertThat(reader.version()).startsWith("1.");
  }

  @Test
  void gdalIsTakenWhereItIsInstalled() {
    GdalWriter.assumeGdal();

    assertThat(RasterReader.of(Choice.AUTO).name()).isEqualTo("gdal");
    assertThat(RasterReader.of(Choice.GDAL).version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(RasterReader.of(Choice.GDAL).formats()).startsWith("GeoTIFF");
  }

  @Test
  void withoutGdalTheErrorTellsWhereItWasLookedFor() {
    assertThatThrownBy(() -> new GdalLibrary("no-such-gdal"))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining("no-such-gdal");
  }

  @Test
  void withoutGdalJpeg2000IsRefusedWithAHint() {
    StacItem item = TestItems.of(Path.of("/data/B04.jp2"), "image/jp2", "red");

    assertThatThrownBy(() -> RasterScene.open(item))
        .isInstanceOf(SceneException.class)
        .hasMessageContainingAll("no GeoTIFF asset", "image (image/jp2)", "libgdal");
  }
}
