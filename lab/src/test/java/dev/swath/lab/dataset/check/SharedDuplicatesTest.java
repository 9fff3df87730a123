package dev.swath.lab.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The real data, where it lies beside the checkout: the training images that nearly repeat a
 * held-out one are exactly those that training leaves out.
 */
class SharedDuplicatesTest {

  private static final Path DATA = Path.of("../../shared/data");

  @Test
  void noTrainingImageOfEuroSatNearlyRepeatsAHeldOutOne() throws IOException {
    assertLeftOut("EuroSAT", check("eurosat.zip"));
  }

  @Test
  void noTrainingImageOfUcMercedNearlyRepeatsAHeldOutOne() throws IOException {
    assertLeftOut("UC Merced", check("ucm_captions.jsonl"));
  }

  private static void assertLeftOut(String dataset, SplitCheck check) {
    assertThat(check.unreadable()).isEmpty();
    assertThat(check.groups()).isEmpty();
    assertThat(check.repeats())
        .extracting(repeat -> repeat.training().replaceAll(".*/([^/]+/[^/]+)\\.jpg", "$1"))
        .containsExactlyInAnyOrderElementsOf(Splits.nearDuplicates(dataset));
  }

  private static SplitCheck check(String file) throws IOException {
    Path path = DATA.resolve(file);
    assumeTrue(Files.exists(path), "no data at " + path + ": skipped");
    Dataset dataset = Layout.recognise(path).read(Source.of(path));
    assertThat(dataset.broken()).isEmpty();
    return SplitCheck.of(List.of(dataset), NearDuplicates.THRESHOLD, () -> {});
  }
}
