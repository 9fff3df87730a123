package dev.swath.standalone.bench;

import dev.swath.lab.bench.BenchReport;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.NetworkFigures;
import dev.swath.lab.bench.PeerFigures;
import dev.swath.lab.bench.Shape;
import dev.swath.standalone.Logging;
import dev.swath.vlm.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./swath lab bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures how near the model and the pipeline come to what the machine could do, each as a"
            + " ratio from this run. Nothing else should run meanwhile.")
public final class BenchCommand implements Callable<Integer> {

  /** What can be measured by itself. */
  enum Part {
    /** Encoder and decoder. */
    NETWORKS,
    /** Encoder and decoder against ONNX Runtime and Jlama. */
    PEERS,
    /** The five services on Kafka. */
    PIPELINE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PART",
      arity = "0..*",
      description = "what to measure: ${COMPLETION-CANDIDATES}")
  private List<Part> parts = List.of();

  @Option(names = "--all", description = "measures everything")
  private boolean all;

  @Option(
      names = "--shape",
      description =
          "sizes of the networks, ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); the largest"
              + " is for a GPU",
      defaultValue = "small")
  private Shape shape;

  @Option(names = "--gpu", description = "fails if no GPU is seen, instead of measuring the CPU")
  private boolean gpu;

  @Option(
      names = "--peer-java",
      paramLabel = "DIR",
      description =
          "a JDK of 20 or later, which Jlama needs; if not given, this one, JAVA_HOME's or one"
              + " beside this one")
  private Path peerJava;

  @Option(
      names = "--model",
      description = "the compact model (default: ${DEFAULT-VALUE})",
      defaultValue = "models/swath-compact")
  private Path model;

  @Option(
      names = "--out",
      description = "folder of the results (default: ${DEFAULT-VALUE})",
      defaultValue = "work/bench")
  private Path out;

  @Override
  public Integer call() throws Exception {
    if (all != parts.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Name what to measure, or say --all.");
    }
    if (gpu && !Torch.device().isGpu()) {
      throw new IllegalStateException(
          "libtorch sees no GPU; PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR name one that can, see docs/gpu.md");
    }
    Logging.toFile(out.resolve("bench.log"));
    Set<Part> chosen = all ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
    List<Figure> figures = new ArrayList<>();
    for (Part part : chosen) {
      figures.addAll(
          switch (part) {
            case NETWORKS -> NetworkFigures.measure(model, shape, System.out::println);
            case PEERS ->
                PeerFigures.measure(
                    model,
                    Path.of(System.getProperty("swath.home", "")),
                    Optional.ofNullable(peerJava),
                    System.out::println);
            case PIPELINE -> List.of(PipelineFigure.measure(model, System.out::println));
          });
    }
    String command = "./swath lab bench " + (all ? "--all" : spaced(chosen));
    BenchReport report =
        new BenchReport(
            command,
            "%d processors; medians of several runs behind a warm-up where a run is short; random weights and made-up images."
                .formatted(Runtime.getRuntime().availableProcessors()),
            figures);
    System.out.printf("%n%s%n", report.markdown());
    report.write(out);
    System.out.println("wrote " + out.resolve("bench.html"));
    return 0;
  }

  private static String spaced(Set<Part> parts) {
    return String.join(" ", parts.stream().map(Part::toString).toList());
  }
}
