package dev.swath.standalone.bench;

import dev.swath.contracts.v1.Observation;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Scratch;
import dev.swath.standalone.Standalone;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Whether twice the tiles cost twice the time. */
final class WorkFigure {

  static final String METHOD =
      "Cost against work: 128, 256, 512 and 1024 made-up images of 64 x 64 pixels with a caption each,"
          + " through the five services of one JVM, each number once, behind 64 that are not counted. The"
          + " exponent is the slope of a line through the logarithms of time and number (least squares):"
          + " 1 is linear.";

  private static final List<Integer> FACTORS = List.of(1, 2, 4, 8);
  private static final int ONCE = 128;
  private static final int WARM_UP = 64;

  private WorkFigure() {}

  /**
   * @param model a checkpoint folder
   * @param progress is told what is measured now
   */
  static Figure measure(Path model, Consumer<String> progress) throws IOException {
    return measure(model, ONCE, WARM_UP, progress);
  }

  /**
   * @param once how many observations the smallest number is
   * @param warmUp how many go before
   */
  static Figure measure(Path model, int once, int warmUp, Consumer<String> progress)
      throws IOException {
    ModelFolder folder = ModelFolder.open(model);
    List<Integer> numbers = FACTORS.stream().map(factor -> factor * once).toList();
    int all = warmUp + numbers.stream().mapToInt(Integer::intValue).sum();
    List<Observation> observations =
        MadeUpObservations.make(all, folder.imageSize(), MadeUpObservations.adapter(folder));
    List<Double> seconds = new ArrayList<>();
    try (Scratch scratch = Scratch.create();
        Standalone standalone =
            Standalone.start(
                new Standalone.Settings(
                    scratch.folder(), model, 0, 0, Optional.empty(), Map.of()))) {
      String bootstrap = standalone.bootstrapServers();
      ObservationRun.seconds(bootstrap, observations.subList(0, warmUp));
      int from = warmUp;
      for (int number : numbers) {
        progress.accept("%d observations".formatted(number));
        seconds.add(ObservationRun.seconds(bootstrap, observations.subList(from, from + number)));
        from += number;
      }
    }
    return figure(numbers, seconds);
  }

  static Figure figure(List<Integer> numbers, List<Double> seconds) {
    double exponent = exponent(numbers, seconds);
    int last = numbers.size() - 1;
    double efficiency = seconds.get(0) / numbers.get(0) / (seconds.get(last) / numbers.get(last));
    return Figure.reported(
            "cost against work, %d to %d observations".formatted(numbers.get(0), numbers.get(last)),
            "linear",
            String.format(Locale.ROOT, "exponent %.2f", exponent),
            "exponent 1",
            exponent)
        .noting(
            "%s s; efficiency %.2f: a tile of the smallest number took that much of a tile's time of the largest"
                .formatted(
                    seconds.stream().map("%.1f"::formatted).collect(Collectors.joining(", ")),
                    efficiency));
  }

  /** The slope of a line through the logarithms, by least squares. */
  static double exponent(List<Integer> numbers, List<Double> seconds) {
    double[] x = numbers.stream().mapToDouble(Math::log).toArray();
    double[] y = seconds.stream().mapToDouble(Math::log).toArray();
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double above = 0;
    double below = 0;
    for (int i = 0; i < x.length; i++) {
      above += (x[i] - meanX) * (y[i] - meanY);
      below += (x[i] - meanX) * (x[i] - meanX);
    }
    return above / below;
  }
}
