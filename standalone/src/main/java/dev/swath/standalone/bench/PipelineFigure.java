package dev.swath.standalone.bench;

import dev.swath.contracts.v1.Observation;
import dev.swath.lab.bench.ChildJvm;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.bench.Pairs;
import dev.swath.standalone.Standalone;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;

/**
 * What Kafka and the services cost: observations a second from their topic to the last answer, and
 * the same calls of the model in a loop without them. Measured in a JVM of its own, which is
 * started as {@code ./swath demo} starts its own.
 */
final class PipelineFigure {

  static final String METHOD =
      "Pipeline: 500 made-up images of 64 x 64 pixels with a caption and a clue each, through the five services of one JVM,"
          + " and the same through the loop, in the same process: three times in turn with other images, behind 256 that are"
          + " not counted. libtorch has half of the cores and the JVM its quick compiler and one thread that collects, as"
          + " `./swath demo` has: the other half of the cores is for broker and services.";

  private static final int OBSERVATIONS = 500;
  private static final int WARM_UP = 256;
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Goal GOAL = Goal.atLeast(0.9);

  private static final String LOOP = "loop: ";
  private static final String PIPED = "pipeline: ";
  private static final String RATIO = "ratio: ";
  private static final String TIMES = "times: ";

  private PipelineFigure() {}

  /**
   * @param model the compact model's folder
   * @param progress is told what is measured now
   * @throws IllegalStateException if an answer does not come
   */
  static Figure measure(Path model, Consumer<String> progress) throws IOException {
    progress.accept("500 observations through the services, and in a loop");
    String half = run(model, true);
    progress.accept("the loop with all cores");
    String all = run(model, false);
    return Figure.of(
            "pipeline, 500 observations",
            "the model's calls in a loop",
            rate(number(half, PIPED)),
            rate(number(half, LOOP)),
            number(half, RATIO),
            GOAL)
        .noting("the loop with all cores: " + rate(number(all, LOOP)))
        .limitedBy(
            "processor time while the observations went through: " + told(half, TIMES) + ".");
  }

  private static double number(String output, String name) {
    return Double.parseDouble(told(output, name));
  }

  private static String rate(double value) {
    return String.format(Locale.ROOT, "%.1f observations/s", value);
  }

  /**
   * @param asDemo with as many threads of libtorch as a demo has, and the services too; otherwise
   *     with as many as it takes, and the loop alone
   */
  private static String run(Path model, boolean asDemo) throws IOException {
    return ChildJvm.run(
        new ChildJvm.Command(
            PipelineFigure.class.getName(),
            DemoJvm.options(),
            asDemo ? DemoJvm.environment() : Map.of(),
            List.of(model.toString(), Boolean.toString(asDemo))),
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
    boolean services = Boolean.parseBoolean(arguments[1]);
    int rounds = services ? ROUNDS : 1;
    List<Observation> observations =
        MadeUpObservations.make(
            WARM_UP + rounds * OBSERVATIONS, folder.imageSize(), BareLoop.ADAPTER);
    List<Observation> first = observations.subList(0, WARM_UP);
    // No two rounds have the same images, which the encoder's cache would know.
    List<List<Observation>> measured =
        IntStream.range(0, rounds)
            .map(round -> WARM_UP + round * OBSERVATIONS)
            .mapToObj(from -> observations.subList(from, from + OBSERVATIONS))
            .toList();
    try (BareLoop loop = new BareLoop(folder)) {
      loop.seconds(first);
      if (services) {
        inTurn(model, loop, first, measured);
      } else {
        System.out.println(LOOP + OBSERVATIONS / loop.seconds(measured.get(0)));
      }
    }
  }

  private static void inTurn(
      Path model, BareLoop loop, List<Observation> first, List<List<Observation>> measured)
      throws IOException {
    Path data = Files.createTempDirectory("swath-bench");
    try (Standalone standalone = start(data, model)) {
      String servers = standalone.bootstrapServers();
      ObservationRun.seconds(servers, first);
      Iterator<List<Observation>> piped = measured.iterator();
      Iterator<List<Observation>> looped = measured.iterator();
      Pairs pairs =
          Pairs.<IOException>inTurn(
              measured.size(),
              () -> OBSERVATIONS / piped(servers, piped.next()),
              () -> OBSERVATIONS / loop.seconds(looped.next()));
      System.out.println(PIPED + pairs.own());
      System.out.println(LOOP + pairs.other());
      System.out.println(RATIO + pairs.ratio());
    } finally {
      FileSystemUtils.deleteRecursively(data);
    }
  }

  private static double piped(String bootstrapServers, List<Observation> observations) {
    ThreadTimes before = ThreadTimes.now();
    double seconds = ObservationRun.seconds(bootstrapServers, observations);
    System.out.println(TIMES + ThreadTimes.now().since(before));
    return seconds;
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
