package dev.swath.standalone.bench;

import dev.swath.contracts.v1.Observation;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.standalone.Standalone;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.util.FileSystemUtils;

/**
 * What Kafka and the services cost: observations a second from their topic to the last answer, and
 * the same calls of the model in a loop without them.
 */
final class PipelineFigure {

  static final String METHOD =
      "Pipeline: 500 made-up images of 64 x 64 pixels with a caption each, through the five services of one JVM,"
          + " once, behind 64 that are not counted.";

  private static final int OBSERVATIONS = 500;
  private static final int WARM_UP = 64;
  private static final Goal GOAL = Goal.atLeast(0.9);

  private PipelineFigure() {}

  /**
   * @param model the compact model's folder
   * @param progress is told what is measured now
   * @throws IllegalStateException if an answer does not come
   */
  static Figure measure(Path model, Consumer<String> progress) throws IOException {
    ModelFolder folder = ModelFolder.open(model);
    List<Observation> all =
        MadeUpObservations.make(WARM_UP + OBSERVATIONS, folder.imageSize(), BareLoop.ADAPTER);
    List<Observation> first = all.subList(0, WARM_UP);
    List<Observation> measured = all.subList(WARM_UP, all.size());
    progress.accept("measuring the model's calls in a loop");
    double bare;
    try (BareLoop loop = new BareLoop(folder)) {
      loop.seconds(first);
      bare = loop.seconds(measured);
    }
    progress.accept("measuring the same through the services");
    Path data = Files.createTempDirectory("swath-bench");
    double piped;
    try (Standalone standalone = start(data, model)) {
      ObservationRun.seconds(standalone.bootstrapServers(), first);
      piped = ObservationRun.seconds(standalone.bootstrapServers(), measured);
    } finally {
      FileSystemUtils.deleteRecursively(data);
    }
    return Figure.of(
        "pipeline, 500 observations",
        "the model's calls in a loop",
        "%.1f observations/s".formatted(OBSERVATIONS / piped),
        "%.1f observations/s".formatted(OBSERVATIONS / bare),
        bare / piped,
        GOAL);
  }

  /** With clues, as the loop has them. */
  private static Standalone start(Path data, Path model) {
    return Standalone.start(
        new Standalone.Settings(
            data,
            model,
            0,
            0,
            Optional.empty(),
            Map.of("swath.prompt-augment.clues.enabled", "true")));
  }
}
