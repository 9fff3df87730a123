package dev.swath.lab.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real data, where it lies beside the checkout: a known repeat is found, and few others. */
class SharedDuplicatesTest {

  private static final Path DATA = Path.of("../../shared/data");

  @Test
  void euroSatHasOneRealRepeat() throws IOException {
    SplitCheck check = check("eurosat.zip", 0.98);
    assertThat(check.unreadable()).isEmpty();
    assertThat(check.repeats())
        .extracting(repeat -> repeat.training().replaceAll(".*/", ""))
        .containsExactly("River_597.jpg");
  }

  @Test
  void ucMercedHasTwoLookAlikes() throws IOException {
    SplitCheck check = check("ucm_captions.jsonl", NearDuplicates.THRESHOLD);
    assertThat(check.groups()).isEmpty();
    assertThat(check.repeats())
        .extracting(repeat -> repeat.training().replaceAll(".*/", ""))
        .containsExactly("beach16.jpg", "beach79.jpg");
  }

  private static SplitCheck check(String file, double threshold) throws IOException {
    Path path = DATA.resolve(file);
    assumeTrue(Files.exists(path), "no data at " + path + ": skipped");
    Dataset dataset = Layout.recognise(path).read(Source.of(path));
    assertThat(dataset.broken()).isEmpty();
    return SplitCheck.of(List.of(dataset), threshold, () -> {});
  }
}
