package dev.swath.standalone.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Work without a pause, at the rate that the machine bears: memory, threads and file handles must
 * not grow. It takes {@code -Dswath.soak.minutes}, 15 if nothing is said.
 */
@Tag("failure")
class SoakTest {

  private static final int MINUTES = Integer.getInteger("swath.soak.minutes", 15);

  /** The first part fills caches and compiles code. */
  private static final double WARM_UP = 0.4;

  private static final double MOST_GROWTH = 0.15;

  /** Minutes behind which an hour's growth can be told. */
  private static final int LONG = 30;

  private static final String STILL_FILLING =
      ", in which caches still fill and code is still compiled";

  @Test
  void memoryThreadsAndHandlesStayFlat() throws Exception {
    Map<String, List<Child.Footprint>> footprints = new LinkedHashMap<>();
    List<Double> minutes = new ArrayList<>();
    int rounds = 0;
    long from = System.nanoTime();
    try (Trial trial = Trial.start("soak", 1)) {
      int answered = trial.watch().times().size();
      while (elapsed(from) < MINUTES) {
        // The same passes again and again: they are answered again, under the same ids.
        Scenes.Pass pass = Stream.shared().scenes().passes().get(rounds++ % 4);
        trial.station().publish(pass);
        answered = trial.awaitMore(answered);
        minutes.add(elapsed(from));
        for (String name : Services.NAMES) {
          footprints
              .computeIfAbsent(name, key -> new ArrayList<>())
              .add(trial.services().get(name).footprint());
        }
      }
    }
    int first = (int) (WARM_UP * minutes.size());
    List<Double> times = minutes.subList(first, minutes.size());
    StringBuilder table =
        new StringBuilder(
            "%d scenes. Growth an hour behind the first %.0f %% of the time%s:%n%n| service | heap behind a collection | all memory | threads | file handles |%n| --- | --- | --- | --- | --- |%n"
                .formatted(rounds, 100 * WARM_UP, MINUTES < LONG ? STILL_FILLING : ""));
    List<Double> growth = new ArrayList<>();
    footprints.forEach(
        (name, all) -> {
          List<Child.Footprint> late = all.subList(first, all.size());
          double memory =
              slope(times, late.stream().mapToDouble(Child.Footprint::memoryMb).toArray());
          table.append(
              "| %s | %+.1f MB | %+.1f of %.0f MB | %+.1f | %+.1f |%n"
                  .formatted(
                      name,
                      slope(times, late.stream().mapToDouble(Child.Footprint::heapMb).toArray()),
                      memory,
                      late.get(0).memoryMb(),
                      slope(times, late.stream().mapToDouble(Child.Footprint::threads).toArray()),
                      slope(times, late.stream().mapToDouble(Child.Footprint::handles).toArray())));
          double soaked = times.get(times.size() - 1) - times.get(0);
          growth.add(memory * soaked / 60 / late.get(0).memoryMb());
        });
    // A longer run, which has a section of its own, stays.
    ReliabilityPage.add("Work without a pause for %d minutes".formatted(MINUTES), table.toString());
    // Over what was measured, not an hour: a short soak says little of an hour.
    assertThat(growth).allSatisfy(share -> assertThat(share).isLessThan(MOST_GROWTH));
  }

  private static double elapsed(long from) {
    return (System.nanoTime() - from) / (double) TimeUnit.MINUTES.toNanos(1);
  }

  /** Growth an hour, by least squares. */
  private static double slope(List<Double> minutes, double[] values) {
    double meanTime = minutes.stream().mapToDouble(m -> m).average().orElseThrow();
    double mean = java.util.Arrays.stream(values).average().orElseThrow();
    double both = 0;
    double square = 0;
    for (int i = 0; i < values.length; i++) {
      both += (minutes.get(i) - meanTime) * (values[i] - mean);
      square += (minutes.get(i) - meanTime) * (minutes.get(i) - meanTime);
    }
    return square == 0 ? 0 : 60 * both / square;
  }
}
