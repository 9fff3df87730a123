package dev.swath.standalone.bench;

import dev.swath.contracts.v1.Observation;
import dev.swath.lab.bench.ChildJvm;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.standalone.Standalone;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.util.FileSystemUtils;

/**
 * What Kafka and the services cost: observations a second from their topic to the last answer, and
 * the same calls of the model in a loop without them. Measured in a JVM of its own, which is
 * started as {@code ./swath demo} starts its own.
 */
final class PipelineFigure {

  static final String METHOD =
      "Pipeline: 500 made-up images of 64 x 64 pixels with a caption and a clue each, through the five services of one JVM,"
          + " once, behind 256 that are not counted; then the loop, in the same process. libtorch has half of the cores and"
          + " the JVM its quick compiler alone, as `./swath demo` has: the other half is for broker and services.";

  private static final int OBSERVATIONS = 500;
  private static final int WARM_UP = 256;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Goal GOAL = Goal.atLeast(0.9);

  private static final String LOOP = "loop: ";
  private static final String PIPED = "pipeline: ";
  private static final String TIMES = "times: ";

  private PipelineFigure() {}

  /**
   * @param model the compact model's folder
   * @param progress is told what is measured now
   * @throws IllegalStateException if an answer does not come
   */
  static Figure measure(Path model, Consumer<String> progress) throws IOException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    progress.accept("500 observations through the services, and in a loop");
    String half = run(model, threads);
    progress.accept("the loop with all cores");
    double all = OBSERVATIONS / Double.parseDouble(told(run(model, 0), LOOP));
    double bare = OBSERVATIONS / Double.parseDouble(told(half, LOOP));
    double piped = OBSERVATIONS / Double.parseDouble(told(half, PIPED));
    String times = told(half, TIMES);
    return Figure.of(
            "pipeline, 500 observations",
            "the model's calls in a loop",
            rate(piped),
            rate(bare),
            piped / bare,
            GOAL)
        .noting("the loop with all cores: " + rate(all))
        .limitedBy("processor time while the observations went through: " + times + ".");
  }

  private static String rate(double value) {
    return String.format(Locale.ROOT, "%.1f observations/s", value);
  }

  /**
   * @param threads of libtorch; 0 for as many as it takes, and the loop alone
   */
  private static String run(Path model, int threads) throws IOException {
    Map<String, String> environment =
        threads == 0 ? Map.of() : Map.of("OMP_NUM_THREADS", Integer.toString(threads));
    return ChildJvm.run(
        new ChildJvm.Command(
            PipelineFigure.class.getName(),
            List.of("-XX:TieredStopAtLevel=1"),
            environment,
            List.of(model.toString(), Boolean.toString(threads > 0))),
        PATIENCE);
  }

  private static String told(String output, String name) {
    return output
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the measuring process did not tell " + name))
        .substring(name.length());
  }

  /**
   * Prints what was measured.
   *
   * @param arguments the model's folder, and whether the services are measured too
   */
  public static void main(String[] arguments) throws IOException {
    Path model = Path.of(arguments[0]);
    ModelFolder folder = ModelFolder.open(model);
    List<Observation> observations =
        MadeUpObservations.make(WARM_UP + OBSERVATIONS, folder.imageSize(), BareLoop.ADAPTER);
    List<Observation> first = observations.subList(0, WARM_UP);
    List<Observation> measured = observations.subList(WARM_UP, observations.size());
    if (Boolean.parseBoolean(arguments[1])) {
      pipeline(model, first, measured);
    }
    try (BareLoop loop = new BareLoop(folder)) {
      loop.seconds(first);
      System.out.println(LOOP + loop.seconds(measured));
    }
  }

  private static void pipeline(Path model, List<Observation> first, List<Observation> measured)
      throws IOException {
    Path data = Files.createTempDirectory("swath-bench");
    try (Standalone standalone = start(data, model)) {
      ObservationRun.seconds(standalone.bootstrapServers(), first);
      ThreadTimes before = ThreadTimes.now();
      System.out.println(PIPED + ObservationRun.seconds(standalone.bootstrapServers(), measured));
      System.out.println(TIMES + ThreadTimes.now().since(before));
    } finally {
      FileSystemUtils.deleteRecursively(data);
    }
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
