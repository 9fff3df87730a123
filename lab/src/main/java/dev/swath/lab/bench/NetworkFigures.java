package dev.swath.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How near encoder and decoder come to the machine's limits. */
public final class NetworkFigures {

  private NetworkFigures() {}

  /**
   * @param model the compact model's folder
   * @param progress is told what is measured now
   */
  public static List<Figure> measure(Path model, Consumer<String> progress) throws IOException {
    progress.accept("measuring the machine");
    Machine machine = Machine.measure();
    progress.accept(
        "fp32 matrix rate %s, memory read rate %s"
            .formatted(machine.matrixRate(), machine.readRate()));
    progress.accept("measuring the encoder");
    List<Figure> figures = new ArrayList<>(EncodeFigures.measure(machine));
    progress.accept("measuring the language model");
    try (RandomModel random = new RandomModel(model, RandomModel.CONFIG)) {
      figures.addAll(new LanguageFigures(random, machine).measure());
    }
    return figures;
  }
}
