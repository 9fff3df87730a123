package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClueWriterTest {

  private static final int COUNT = 4000;

  /** Every second sample has a clue, each its own. */
  private static final List<Optional<String>> OWN =
      IntStream.range(0, COUNT)
          .mapToObj(i -> i % 2 == 0 ? Optional.of("clue " + i) : Optional.<String>empty())
          .toList();

  @Test
  void theWantedShareOfCluesIsAnotherSamplesAndWhoHasNoneGetsNone() {
    List<Optional<String>> misled = write(0.25);
    List<Integer> wrong = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      assertThat(misled.get(i).isPresent()).isEqualTo(OWN.get(i).isPresent());
      if (!misled.get(i).equals(OWN.get(i))) {
        assertThat(OWN).contains(misled.get(i));
        wrong.add(i);
      }
    }
    assertThat(wrong.size() / (COUNT / 2.0)).isCloseTo(0.25, within(0.03));
  }

  @Test
  void nobodyIsMisledByAShareOfZero() {
    assertThat(write(0)).isEqualTo(OWN);
  }

  private static List<Optional<String>> write(double share) {
    ClueWriter writer = (samples, features, random) -> OWN;
    return writer.misled(share).write(List.of(), List.of(), new SplittableRandom(3));
  }
}
