package dev.swath.standalone.bench;

import dev.swath.lab.bench.BenchReport;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.IngestFigures;
import dev.swath.lab.bench.LoadFigure;
import dev.swath.lab.bench.NetworkFigures;
import dev.swath.lab.bench.PeerFigures;
import dev.swath.lab.bench.Shape;
import dev.swath.lab.bench.Surroundings;
import dev.swath.standalone.Logging;
import dev.swath.vlm.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    PIPELINE,
    /** Feature maps through Kafka's clients. */
    TENSORS,
    /** Scenes into tiles. */
    INGEST,
    /** More tiles. */
    WORK,
    /** More processes. */
    INSTANCES,
    /** What all of it takes of the machine's memory. */
    MEMORY,
    /** What loading a published model takes of it. */
    LOAD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(BenchCommand.class);

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

  @Option(
      names = "--doc",
      paramLabel = "FILE",
      description = "writes the table and how it was made there too, e.g. docs/performance.md")
  private Path document;

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
    String command = "./swath lab bench " + (all ? "--all" : spaced(chosen));
    List<Figure> figures = new ArrayList<>();
    StringBuilder method = new StringBuilder(Surroundings.describe()).append("\n\n");
    BenchReport report = new BenchReport(command, method.toString(), List.of());
    for (Part part : chosen) {
      method.append("- ").append(method(part)).append('\n');
      figures.addAll(measure(part));
      report = new BenchReport(command, method.toString(), List.copyOf(figures));
      // After each part, so that nothing is lost if the next one is stopped
      report.write(out);
    }
    System.out.printf("%n%s%n", report.markdown());
    System.out.println("wrote " + out.resolve("bench.html"));
    if (document != null) {
      report.writeDocument(document);
      System.out.println("wrote " + document);
    }
    return 0;
  }

  /** A part that fails is a figure that was not run: the others are not lost with it. */
  private List<Figure> measure(Part part) {
    Consumer<String> progress = text -> System.out.println(part + ": " + text);
    long start = System.nanoTime();
    try {
      List<Figure> figures = measure(part, progress);
      progress.accept("took %.0f s".formatted((System.nanoTime() - start) * 1e-9));
      return figures;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      log.warn("{} could not be measured", part, e);
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      progress.accept("failed: " + reason);
      return List.of(Figure.notRun(part.toString(), reason));
    }
  }

  private List<Figure> measure(Part part, Consumer<String> progress) throws IOException {
    return switch (part) {
      case NETWORKS -> NetworkFigures.measure(model, shape, progress);
      case PEERS ->
          PeerFigures.measure(
              model,
              Path.of(System.getProperty("swath.home", "")),
              Optional.ofNullable(peerJava),
              progress);
      case PIPELINE -> List.of(PipelineFigure.measure(model, progress));
      case TENSORS -> List.of(TensorFigure.measure(progress));
      case INGEST -> {
        List<Figure> figures = new ArrayList<>(IngestFigures.measure(progress));
        figures.add(IngestMemory.measure(progress));
        yield figures;
      }
      case WORK -> List.of(WorkFigure.measure(model, progress));
      case INSTANCES -> InstancesFigures.measure(model, progress);
      case MEMORY -> StandaloneMemory.measure(model, progress);
      case LOAD -> List.of(LoadFigure.measure(model, progress));
    };
  }

  private static String method(Part part) {
    return switch (part) {
      case NETWORKS -> NetworkFigures.METHOD;
      case PEERS -> PeerFigures.METHOD;
      case PIPELINE -> PipelineFigure.METHOD;
      case TENSORS -> TensorFigure.METHOD;
      case INGEST -> IngestFigures.METHOD + "\n- " + IngestMemory.METHOD;
      case WORK -> WorkFigure.METHOD;
      case INSTANCES -> InstancesFigures.METHOD;
      case MEMORY -> StandaloneMemory.METHOD;
      case LOAD -> LoadFigure.METHOD;
    };
  }

  private static String spaced(Set<Part> parts) {
    return String.join(" ", parts.stream().map(Part::toString).toList());
  }
}
