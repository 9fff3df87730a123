package dev.swath.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.change.AcquisitionHistory.Arrival;
import dev.swath.change.AcquisitionHistory.Pair;
import dev.swath.change.AcquisitionHistory.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcquisitionHistoryTest {

  private static final int LIMIT = 16;

  private final Acquired a = at(1);
  private final Acquired b = at(2);
  private final Acquired c = at(3);

  @Test
  void theFirstAcquisitionMakesNoPair() {
    assertThat(pairs(a)).isEmpty();
  }

  @Test
  void anAcquisitionIsPairedWithTheOneBefore() {
    assertThat(pairs(a, b, c)).containsExactly(new Pair(a, b), new Pair(b, c));
  }

  @Test
  void aLateSceneIsPairedWithItsTruePredecessorAndItsSuccessor() {
    assertThat(pairs(a, c, b)).containsExactly(new Pair(a, c), new Pair(a, b), new Pair(b, c));
  }

  @Test
  void aRepeatedSceneMakesNoSecondPair() {
    assertThat(pairs(a, b, b, a)).containsExactly(new Pair(a, b));
    assertThat(history(a, b).arrive(b, LIMIT).verdict()).isEqualTo(Verdict.REPEATED);
  }

  @Test
  void theSameInstantIsNoPair() {
    Acquired neighbour = new Acquired(b.time(), "neighbour", b.encoder());

    assertThat(pairs(a, b, neighbour)).containsExactly(new Pair(a, b), new Pair(a, neighbour));
  }

  @Test
  void anAcquisitionAfterTwoOfOneInstantHasOnePredecessor() {
    Acquired neighbour = new Acquired(b.time(), "neighbour", b.encoder());

    assertThat(history(b, neighbour).predecessor(c)).contains(neighbour);
    assertThat(history(neighbour, b).predecessor(c)).contains(neighbour);
  }

  @Test
  void featuresOfDifferentEncodersAreNeverPaired() {
    Acquired later = new Acquired(2, "later", "another encoder");

    assertThat(pairs(a, later)).isEmpty();
    assertThat(pairs(a, later, c)).containsExactly(new Pair(a, c));
    assertThat(history(a).hasOtherEncoders(later)).isTrue();
    assertThat(history(a).hasOtherEncoders(b)).isFalse();
  }

  @Test
  void aSceneEncodedAnewTakesItsOwnPlace() {
    Acquired again = new Acquired(a.time(), a.scene(), "new");

    assertThat(history(a, b, again).acquisitions()).containsExactly(again, b);
  }

  @Test
  void theOldestIsForgottenFirstButWhatOtherEncodersLeftBeforeIt() {
    Arrival full = history(at(1), at(2)).arrive(at(3), 2);
    assertThat(full.forgotten()).containsExactly(at(1));
    assertThat(full.history().acquisitions()).containsExactly(at(2), at(3));

    Acquired left = new Acquired(9, "left", "old encoder");
    assertThat(history(left, at(1)).arrive(at(3), 2).forgotten()).containsExactly(left);
  }

  @Test
  void whatIsOlderThanAFullHistoryIsNotPaired() {
    Arrival arrival = history(at(2), at(3)).arrive(at(1), 2);

    assertThat(arrival.verdict()).isEqualTo(Verdict.TOO_OLD);
    assertThat(arrival.pairs()).isEmpty();
    assertThat(arrival.history().acquisitions()).containsExactly(at(2), at(3));
  }

  @Test
  void acquisitionsBefore1970AreInOrderToo() {
    assertThat(pairs(at(5), at(-7), at(-3)))
        .contains(new Pair(at(-7), at(-3)), new Pair(at(-3), at(5)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void everyOrderOfArrivalGivesEveryConsecutivePairOnce(int count) {
    List<Acquired> inTime = IntStream.range(0, count).mapToObj(i -> at(i)).toList();
    List<Pair> consecutive =
        IntStream.range(1, count)
            .mapToObj(i -> new Pair(inTime.get(i - 1), inTime.get(i)))
            .toList();

    permutations(inTime)
        .forEach(
            arrivals -> {
              List<Pair> pairs = pairs(arrivals.toArray(Acquired[]::new));
              assertThat(pairs).as("%s", arrivals).containsAll(consecutive).doesNotHaveDuplicates();
              assertThat(pairs).allMatch(pair -> pair.before().time() < pair.after().time());
            });
  }

  @Property(tries = 500, seed = "1")
  void withRepeatsTiesAndEncodersTheLastPredecessorsAreAllPaired(
      @ForAll("arrivals") List<Acquired> arrivals) {
    List<Pair> pairs = new ArrayList<>();
    AcquisitionHistory history = AcquisitionHistory.EMPTY;
    for (Acquired acquired : arrivals) {
      Arrival arrival = history.arrive(acquired, 100);
      history = arrival.history();
      pairs.addAll(arrival.pairs());
    }

    for (Acquired acquired : history.acquisitions()) {
      history
          .predecessor(acquired)
          .ifPresent(before -> assertThat(pairs).contains(new Pair(before, acquired)));
    }
    assertThat(pairs).doesNotHaveDuplicates();
    assertThat(pairs)
        .allMatch(pair -> pair.before().time() < pair.after().time())
        .allMatch(pair -> pair.before().encoder().equals(pair.after().encoder()));
  }

  /** A scene keeps its encoder: one that changes to and fro would make its pairs anew. */
  @Provide
  Arbitrary<List<Acquired>> arrivals() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 6), Arbitraries.integers().between(0, 5))
        .as((time, scene) -> new Acquired(time, "scene-" + scene, "encoder-" + scene % 2))
        .list()
        .ofMaxSize(30);
  }

  @Property(tries = 300, seed = "1")
  void aHistoryNeverGrowsBeyondItsLimitAndComesBackFromItsBytes(
      @ForAll("arrivals") List<Acquired> arrivals) {
    AcquisitionHistory history = AcquisitionHistory.EMPTY;
    Set<Acquired> kept = new HashSet<>();
    for (Acquired acquired : arrivals) {
      Arrival arrival = history.arrive(acquired, 3);
      if (arrival.verdict() == Verdict.NEW) {
        kept.add(acquired);
        kept.removeAll(arrival.forgotten());
      }
      history = arrival.history();
      assertThat(history.acquisitions()).hasSizeLessThanOrEqualTo(3).hasSameElementsAs(kept);
    }
    try (var serde = HistorySerde.create()) {
      byte[] bytes = serde.serializer().serialize("", history);
      assertThat(serde.deserializer().deserialize("", bytes)).isEqualTo(history);
    }
  }

  private static Acquired at(long time) {
    return new Acquired(time, "scene-" + time, "encoder");
  }

  private static AcquisitionHistory history(Acquired... arrivals) {
    AcquisitionHistory history = AcquisitionHistory.EMPTY;
    for (Acquired acquired : arrivals) {
      history = history.arrive(acquired, LIMIT).history();
    }
    return history;
  }

  private static List<Pair> pairs(Acquired... arrivals) {
    List<Pair> pairs = new ArrayList<>();
    AcquisitionHistory history = AcquisitionHistory.EMPTY;
    for (Acquired acquired : arrivals) {
      Arrival arrival = history.arrive(acquired, LIMIT);
      pairs.addAll(arrival.pairs());
      history = arrival.history();
    }
    return pairs;
  }

  private static Stream<List<Acquired>> permutations(List<Acquired> items) {
    if (items.isEmpty()) {
      return Stream.of(List.of());
    }
    return IntStream.range(0, items.size())
        .boxed()
        .flatMap(
            i -> {
              List<Acquired> rest = new ArrayList<>(items);
              Acquired first = rest.remove(i.intValue());
              return permutations(rest)
                  .map(tail -> Stream.concat(Stream.of(first), tail.stream()).toList());
            });
  }
}
