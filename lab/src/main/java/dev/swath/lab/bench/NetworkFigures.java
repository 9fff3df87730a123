package dev.swath.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How near encoder and decoder come to the machine's limits. */
public final class NetworkFigures {

  public static final String METHOD =
      "Networks: random weights and inputs, in one process. What is compared is measured in turn, five times (the"
          + " machine's own rates too, themselves medians; questions three times, arrivals once), and the ratio is the median of the"
          + " pairs' ratios: what slows a machine that others use too slows both.";

  private NetworkFigures() {}

  /**
   * @param model the compact model's folder
   * @param shape sizes of the networks
   * @param progress is told what is measured now
   */
  public static List<Figure> measure(Path model, Shape shape, Consumer<String> progress)
      throws IOException {
    Machine machine = Machine.here();
    progress.accept("measuring the encoder");
    List<Figure> figures = new ArrayList<>(EncodeFigures.measure(shape, machine));
    progress.accept("measuring the language model");
    try (RandomModel random = new RandomModel(model, shape.model(), false);
        RandomModel int8 = new RandomModel(model, shape.model(), true)) {
      figures.addAll(new LanguageFigures(shape.title(), random, int8, machine).measure());
    }
    return figures;
  }
}
