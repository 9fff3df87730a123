package dev.swath.standalone;

import dev.swath.contracts.Question;
import dev.swath.lab.scenes.SampleScenes;
import dev.swath.standalone.demo.Demo;
import dev.swath.standalone.demo.Link;
import dev.swath.standalone.demo.Progress;
import dev.swath.standalone.demo.Scene;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the pipeline, sends scenes and questions through it, and prints the answers. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Starts everything, sends scenes through it and prints each answer as it comes.")
final class DemoCommand implements Callable<Integer> {
  private static final int MAX_PROBLEMS_SHOWN = 20;

  @Mixin private StandaloneOptions options;

  @Option(
      names = "--scenes",
      paramLabel = "DIR",
      description = "Sends all STAC Items below it in time order (default: made-up samples).")
  private Path scenes;

  @Option(
      names = "--seen-as",
      paramLabel = "URI",
      description =
          "The services run already, at the Kafka of --bootstrap, and see the folder of --scenes there,"
              + " such as file:///scenes/; none is started here.")
  private URI seenAs;

  @Option(
      names = "--questions",
      paramLabel = "FILE",
      description = "Questions, one JSON object a line; asked after the scenes.")
  private Path questions;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the answers there, one CloudEvent (JSON) a line.")
  private Path out;

  @Option(
      names = "--once",
      description = "Stops when every expected answer has come; exit code 1 if one is missing.")
  private boolean once;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "With --once: gives up when nothing moves for so long (${DEFAULT-VALUE}).",
      defaultValue = "600")
  private int patience;

  @Override
  public Integer call() throws IOException {
    Instant started = Instant.now();
    // What is wrong with the input is said before anything is started.
    Path folder = (scenes == null ? samples() : scenes).toAbsolutePath().normalize();
    List<Scene> items = seenAs == null ? Scene.below(folder) : Scene.below(folder, base(seenAs));
    List<Question> asked = questions == null ? List.of() : readQuestions();
    Logging.toFile(options.logFile());
    Progress progress = new Progress(System.out, System.err, System.console() != null);
    Sent sent = new Sent(items, asked, started);
    try (StopSignal stop = StopSignal.install();
        OutputStream file = open()) {
      if (seenAs != null) {
        return follow(settings(options.elsewhere(), Link.byDefault(), sent), progress, file, stop);
      }
      try (Standalone standalone =
          Standalone.start(
              options.settings(Map.of("swath.ingest.allowed-roots", folder.toString())))) {
        String kafka = standalone.bootstrapServers();
        progress.note(
            "Started in %.1f s; Kafka at %s, HTTP at http://localhost:%d, log in %s."
                .formatted(
                    Duration.between(started, Instant.now()).toMillis() / 1e3,
                    kafka,
                    standalone.ingestPort(),
                    options.logFile()));
        return follow(settings(kafka, standalone.flow(), sent), progress, file, stop);
      }
    }
  }

  /** What goes in, and the moment from which times are counted. */
  private record Sent(List<Scene> scenes, List<Question> questions, Instant started) {}

  private Demo.Settings settings(String bootstrapServers, List<Link> flow, Sent sent) {
    return new Demo.Settings(
        options.client(bootstrapServers),
        flow,
        sent.scenes(),
        sent.questions(),
        once,
        Duration.ofSeconds(patience),
        sent.started());
  }

  private static int follow(
      Demo.Settings settings, Progress progress, OutputStream file, StopSignal stop)
      throws IOException {
    List<String> problems = new Demo(settings, progress, file).run(stop::raised);
    progress.end();
    problems.stream().limit(MAX_PROBLEMS_SHOWN).forEach(p -> progress.note("Problem: " + p));
    if (problems.size() > MAX_PROBLEMS_SHOWN) {
      progress.note("... and " + (problems.size() - MAX_PROBLEMS_SHOWN) + " more problems");
    }
    return problems.isEmpty() ? 0 : 1;
  }

  /** A folder's address ends in a slash, or what is below it is beside it. */
  private static URI base(URI folder) {
    if (!folder.isAbsolute()) {
      throw new IllegalArgumentException(
          "--seen-as must be an absolute URI such as file:///scenes/, and is " + folder);
    }
    return folder.toString().endsWith("/") ? folder : URI.create(folder + "/");
  }

  private Path samples() throws IOException {
    Path folder = options.dataDir().resolve("sample-scenes");
    // The truth file is written last: if it is there, all of them are.
    if (!Files.exists(folder.resolve("truth.json"))) {
      SampleScenes.write(folder);
    }
    return folder;
  }

  private List<Question> readQuestions() throws IOException {
    List<String> lines = Files.readAllLines(questions);
    List<Question> read = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          read.add(Question.parse(lines.get(i).getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "%s, line %d: %s".formatted(questions, i + 1, e.getMessage()), e);
        }
      }
    }
    return read;
  }

  private OutputStream open() throws IOException {
    if (out == null) {
      return OutputStream.nullOutputStream();
    }
    if (out.toAbsolutePath().getParent() != null) {
      Files.createDirectories(out.toAbsolutePath().getParent());
    }
    return new BufferedOutputStream(Files.newOutputStream(out));
  }
}
