package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.swath.imagery.TileKey;
import dev.swath.lab.scenes.LargeScene;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, on so few tiles that its figures mean nothing. */
class IngestFiguresTest {

  @TempDir Path folder;

  @BeforeEach
  void gdalIsThere() {
    assumeTrue(CpuTime.isKnown(), "no /proc");
    assumeTrue(Gdal.missing().isEmpty(), () -> Gdal.missing().orElseThrow());
  }

  @Test
  void bothSidesCutTheSameTiles() throws IOException {
    Path plain = folder.resolve("plain.tif");
    Path cog = folder.resolve("cog.tif");
    LargeScene.write(plain, 2, 2);
    Gdal.optimize(plain, cog);
    IngestFigures.Cut cut = IngestFigures.Cut.of(cog, 64);
    List<byte[]> own = cut.own();
    List<byte[]> gdals = cut.gdals();
    assertThat(own).hasSameSizeAs(gdals).hasSize(cut.columns() * cut.rows()).hasSizeGreaterThan(3);
    List<TileKey> byRow =
        cut.keys().stream()
            .sorted(Comparator.comparingInt(TileKey::y).thenComparingInt(TileKey::x))
            .toList();
    for (int i = 0; i < gdals.size(); i++) {
      byte[] ours = own.get(cut.keys().indexOf(byRow.get(i)));
      assertThat(difference(ours, gdals.get(i))).as(byRow.get(i).toString()).isLessThan(0.5);
      assertThat(difference(ours, gdals.get((i + 1) % gdals.size()))).isGreaterThan(5);
    }
  }

  @Test
  void everySizeComesOutWithARatio() throws IOException {
    List<Figure> figures = IngestFigures.measure(List.of(64), 2, 2, text -> {});
    assertThat(figures).hasSize(1);
    assertThat(figures)
        .allSatisfy(figure -> assertThat(figure.ratio().orElseThrow()).isPositive().isFinite());
  }

  /** Of 255, on average. */
  private static double difference(byte[] one, byte[] other) throws IOException {
    byte[] a = RgbImage.decode(one).rgb();
    byte[] b = RgbImage.decode(other).rgb();
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 255) - (b[i] & 255));
    }
    return sum / a.length;
  }
}
