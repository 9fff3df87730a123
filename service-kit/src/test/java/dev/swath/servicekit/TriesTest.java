package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TriesTest {

  private static final KafkaSettings.Retry RETRY =
      new KafkaSettings.Retry(3, Duration.ofMillis(100), Duration.ofMillis(250));

  private static final Throwable BAD = new BadInputException("bad");
  private static final Throwable AWAY = new TimeoutException("away");
  private static final Throwable OTHER = new IllegalStateException("other");
  private static final Throwable MEMORY = new OutOfMemoryError("heap");

  @Test
  void badInputIsTriedOnce() {
    Tries tries = new Tries(RETRY);

    assertThat(tries.failed(BAD)).isEqualTo(Tries.GIVE_UP);
    assertThat(tries.failures()).isEqualTo(1);
  }

  @Test
  void otherFailuresAreTriedAFewTimesWithGrowingWaits() {
    assertThat(waits(OTHER, OTHER, OTHER, OTHER)).containsExactly(100L, 200L, 250L, Tries.GIVE_UP);
    assertThat(waits(MEMORY, OTHER, MEMORY, OTHER))
        .containsExactly(100L, 200L, 250L, Tries.GIVE_UP);
  }

  @Test
  void whileKafkaIsAwayThereIsNoEndAndNothingIsHeldAgainstTheMessage() {
    assertThat(waits(AWAY, AWAY, AWAY, AWAY, AWAY)).doesNotContain(Tries.GIVE_UP);
    assertThat(waits(AWAY, AWAY, AWAY, AWAY, OTHER, OTHER, OTHER, OTHER))
        .endsWith(250L, Tries.GIVE_UP);
  }

  @Test
  void whatTurnsOutToBeBadInputIsGivenUpAtOnce() {
    assertThat(waits(AWAY, BAD)).containsExactly(100L, Tries.GIVE_UP);
  }

  @Test
  void retryingEndsWithTheResultOrWithTheCountAndTheCause() {
    Retrying retrying =
        new Retrying(new KafkaSettings.Retry(2, Duration.ofMillis(1), Duration.ofMillis(1)));
    List<Integer> calls = new ArrayList<>();

    assertThat(
            retrying.call(
                "work",
                () -> {
                  calls.add(1);
                  if (calls.size() < 3) {
                    throw new OutOfMemoryError("heap");
                  }
                  return "done";
                }))
        .isEqualTo("done");
    assertThatThrownBy(
            () ->
                retrying.call(
                    "work",
                    () -> {
                      throw new IllegalStateException("never");
                    }))
        .isInstanceOfSatisfying(
            GivenUpException.class, givenUp -> assertThat(givenUp.attempts()).isEqualTo(3))
        .hasRootCauseMessage("never")
        .hasMessage("IllegalStateException: never");
  }

  private static List<Long> waits(Throwable... failures) {
    Tries tries = new Tries(RETRY);
    List<Long> waits = new ArrayList<>();
    for (Throwable failure : failures) {
      waits.add(tries.failed(failure));
    }
    assertThat(tries.failures()).isEqualTo(failures.length);
    return waits;
  }
}
