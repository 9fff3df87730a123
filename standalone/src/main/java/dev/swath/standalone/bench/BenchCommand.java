package dev.swath.lab.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./swath lab bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures encoder and decoder against the machine's own limits, each as a ratio from this"
            + " run. Nothing else should run meanwhile.")
public final class BenchCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      description = "the compact model, for its tokenizer (default: ${DEFAULT-VALUE})",
      defaultValue = "models/swath-compact")
  private Path model;

  @Option(
      names = "--out",
      description = "folder of the results (default: ${DEFAULT-VALUE})",
      defaultValue = "work/bench")
  private Path out;

  @Override
  public Integer call() throws Exception {
    System.out.println("measuring the machine");
    Machine machine = Machine.measure();
    System.out.printf(
        "fp32 matrix rate %s, memory read rate %s%n", machine.matrixRate(), machine.readRate());
    List<Figure> figures = new ArrayList<>();
    System.out.println("measuring the encoder");
    figures.addAll(EncodeFigures.measure(machine));
    System.out.println("measuring the language model");
    try (RandomModel random = new RandomModel(model, RandomModel.CONFIG)) {
      figures.addAll(new LanguageFigures(random, machine).measure());
    }
    String method =
        "%d processors; medians of several runs behind a warm-up; weights and inputs are random."
            .formatted(Runtime.getRuntime().availableProcessors());
    BenchReport report = new BenchReport("./swath lab bench", method, figures);
    System.out.printf("%n%s%n", report.markdown());
    report.write(out);
    System.out.println("wrote " + out.resolve("bench.html"));
    return 0;
  }
}
