package dev.swath.standalone.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What came of a stream that was disturbed.
 *
 * @param what was done to it
 * @param disturbances how often
 * @param observations tiles of all scenes
 * @param expected answers of the same stream without disturbance
 * @param lost of these, how many never came
 * @param unexpected ids that the undisturbed stream has not
 * @param wrongPairs pairs of scenes that do not follow each other
 * @param deadLetters messages on the topics of dead letters
 * @param repeated answers that came again under their id
 * @param recovered answers whose scene was published before a disturbance, and that came after it
 * @param gap the longest wait
 */
record Outcome(
    String what,
    int disturbances,
    int observations,
    int expected,
    int lost,
    int unexpected,
    int wrongPairs,
    long deadLetters,
    long repeated,
    int recovered,
    Gap gap) {

  /**
   * The longest time without a new answer while some were due.
   *
   * @param behind what had been disturbed last before it ended
   */
  record Gap(Duration time, String behind) {}

  static final Duration LONGEST_GAP = Duration.ofSeconds(30);

  static Outcome of(
      String what,
      Scenes scenes,
      Map<String, List<String>> expected,
      Watch watch,
      Map<String, Long> published,
      List<Trial.Disturbance> disturbances,
      long deadLetters) {
    Map<String, Watch.Arrival> came = watch.first();
    Set<String> lost = new HashSet<>(expected.keySet());
    lost.removeAll(came.keySet());
    Set<String> unexpected = new HashSet<>(came.keySet());
    unexpected.removeAll(expected.keySet());
    return new Outcome(
        what,
        disturbances.size(),
        (int) expected.values().stream().filter(about -> about.size() == 1).count(),
        expected.size(),
        lost.size(),
        unexpected.size(),
        (int)
            watch.pairs().stream()
                .filter(pair -> !scenes.consecutive(pair.get(0), pair.get(1)))
                .count(),
        deadLetters,
        watch.repeated(),
        (int)
            came.values().stream()
                .filter(
                    arrival ->
                        disturbances.stream()
                            .anyMatch(
                                one ->
                                    due(arrival, published) < one.nanos()
                                        && one.nanos() < arrival.nanos()))
                .count(),
        gap(came, published, disturbances));
  }

  private static long due(Watch.Arrival arrival, Map<String, Long> published) {
    return arrival.scenes().stream().mapToLong(published::get).max().orElseThrow();
  }

  private static Gap gap(
      Map<String, Watch.Arrival> came,
      Map<String, Long> published,
      List<Trial.Disturbance> disturbances) {
    // By the time of arrival, since when the first of those that came then was due
    TreeMap<Long, Long> dueByArrival = new TreeMap<>();
    came.values().forEach(a -> dueByArrival.merge(a.nanos(), due(a, published), Math::min));
    long longest = 0;
    long end = 0;
    long due = Long.MAX_VALUE;
    List<Long> arrivals = new ArrayList<>(dueByArrival.descendingKeySet());
    for (int i = 0; i < arrivals.size(); i++) {
      due = Math.min(due, dueByArrival.get(arrivals.get(i)));
      long before = i + 1 < arrivals.size() ? arrivals.get(i + 1) : Long.MIN_VALUE;
      long waited = arrivals.get(i) - Math.max(before, due);
      if (waited > longest) {
        longest = waited;
        end = arrivals.get(i);
      }
    }
    String behind = "nothing";
    for (Trial.Disturbance one : disturbances) {
      behind = one.nanos() < end ? one.how() : behind;
    }
    return new Gap(Duration.ofNanos(longest), behind);
  }

  /**
   * Writes it into the page, and then asks for what was promised: nothing lost, nothing invented,
   * nothing given up, and no long wait.
   *
   * @param least observations, or it says little
   */
  void holds(int least) throws IOException {
    ReliabilityPage.add(this);
    String row = toString();
    assertThat(observations).as(row).isGreaterThanOrEqualTo(least);
    assertThat(List.of(lost, unexpected, wrongPairs, (int) deadLetters)).as(row).containsOnly(0);
    assertThat(gap.time()).as(row).isLessThanOrEqualTo(LONGEST_GAP);
  }

  static String header() {
    return """
        | what was done | times | observations | answers | lost | new ids | wrong pairs | dead letters | repeated | recovered | longest gap | run |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;
  }

  /** A row of the page's table. */
  String row(LocalDate run) {
    return "| %s | %d | %,d | %,d | %d | %d | %d | %d | %,d | %,d | %.1f s (%s)%s | %s |\n"
        .formatted(
            what,
            disturbances,
            observations,
            expected,
            lost,
            unexpected,
            wrongPairs,
            deadLetters,
            repeated,
            recovered,
            gap.time().toMillis() / 1000.0,
            gap.behind(),
            gap.time().compareTo(LONGEST_GAP) > 0 ? " [MISSED]" : "",
            run);
  }
}
