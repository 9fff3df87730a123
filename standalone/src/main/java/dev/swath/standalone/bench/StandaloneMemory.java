package dev.swath.standalone.bench;

import dev.swath.lab.bench.ChildJvm;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.bench.ProcessMemory;
import dev.swath.lab.bench.Scratch;
import dev.swath.standalone.EmbeddedKafka;
import dev.swath.standalone.SwathCommand;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What memory the five services and the broker take together while they answer sample scenes. */
final class StandaloneMemory {

  static final String METHOD =
      "Memory: the peak of the resident memory (VmHWM) of one JVM that runs the sample scenes through all"
          + " services and the embedded broker (swath demo --once), once. The floor is the resident"
          + " memory of another JVM with the same options in which a broker has started and libtorch"
          + " is loaded, and nothing else. Weights count as fp32; caches are the configured sizes of"
          + " the KV cache and of the cache of features, whether they fill up or not.";

  private static final String NAME = "memory of standalone, sample scenes";
  private static final String AGAINST = "weights and caches";
  private static final Goal GOAL = Goal.atMost(1.3);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final int KV_CACHE_MB = 256;
  private static final int FEATURES_MB = 64;

  private static final String LIMITS =
      "the floor of JVM, broker and libtorch, which the next figure tells, is larger than weights and caches"
          + " of the compact model; beside the gigabytes of a published checkpoint it is small. The language"
          + " model is there once for the two services that decode.";

  private static final String LIMITS_ABOVE =
      "of such a run, memory maps and native memory tracking told of 0.20 GB of KV cache, which fills up, 0.18 GB"
          + " of Java heap, of which 0.11 GB were held, the cache of features among them, 0.15 GB of classes, their"
          + " metadata and symbols, five Spring contexts with web servers and clients and Kafka Streams, 0.03 GB of"
          + " compiled code, and 0.19 GB in malloc's arenas: weights, the networks' scratch, RocksDB. MALLOC_ARENA_MAX"
          + " and smaller trim and mmap thresholds made no difference; the serial collector and a heap that starts"
          + " small made 0.3 GB. Next: one context for all services.";

  private StandaloneMemory() {}

  /**
   * @param model the compact model's folder
   * @param progress is told what is measured now
   */
  static List<Figure> measure(Path model, Consumer<String> progress) throws IOException {
    if (!ProcessMemory.isKnown()) {
      return List.of(Figure.notRun(NAME, AGAINST, GOAL, "it needs /proc to tell memory"));
    }
    if (Torch.device().isGpu()) {
      return List.of(
          Figure.notRun(NAME, AGAINST, GOAL, "weights and caches lie in the GPU's memory"));
    }
    try (Scratch scratch = Scratch.create()) {
      progress.accept("a broker and libtorch alone");
      String floor =
          ChildJvm.run(
              command(Floor.class, scratch.folder().resolve("floor").toString()), PATIENCE);
      progress.accept("the sample scenes through all services");
      String demo =
          ChildJvm.run(
              command(
                  Demo.class,
                  "demo",
                  "--once",
                  "--data-dir=" + scratch.folder().resolve("demo"),
                  "--port=0",
                  "--model=" + model,
                  "--set=swath.decoding.cache=%dMB".formatted(KV_CACHE_MB),
                  "--set=swath.encoder.cache=%dMB".formatted(FEATURES_MB)),
              PATIENCE);
      return figures(
          ProcessMemory.told(demo, "peak"),
          ProcessMemory.told(floor, "jvm"),
          ProcessMemory.told(floor, "broker"),
          ProcessMemory.told(floor, "libtorch"),
          weights(model));
    }
  }

  private static ChildJvm.Command command(Class<?> main, String... arguments) throws IOException {
    return new ChildJvm.Command(
        main.getName(), DemoJvm.options(), DemoJvm.environment(), List.of(arguments));
  }

  /**
   * @param jvm bytes of a JVM that does nothing
   * @param broker of one with a broker
   * @param libtorch of one with a broker and libtorch
   */
  static List<Figure> figures(long peak, long jvm, long broker, long libtorch, long weights) {
    long reference = weights + ((KV_CACHE_MB + FEATURES_MB) * (1L << 20));
    String parts =
        "weights %s, caches %s"
            .formatted(ProcessMemory.text(weights), ProcessMemory.text(reference - weights));
    return List.of(
        Figure.of(
                NAME,
                AGAINST,
                ProcessMemory.text(peak),
                ProcessMemory.text(reference),
                (double) peak / reference,
                GOAL)
            .noting(parts)
            .limitedBy(LIMITS),
        Figure.of(
                NAME + ", above the floor",
                AGAINST,
                ProcessMemory.text(peak - libtorch),
                ProcessMemory.text(reference),
                (double) (peak - libtorch) / reference,
                GOAL)
            .noting(
                "floor: a JVM %s, with a broker %s, with libtorch %s"
                    .formatted(
                        ProcessMemory.text(jvm),
                        ProcessMemory.text(broker),
                        ProcessMemory.text(libtorch)))
            .limitedBy(LIMITS_ABOVE));
  }

  /** Bytes of all weights of a folder as fp32. */
  static long weights(Path model) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(model)) {
      found = files.filter(file -> file.toString().endsWith(".safetensors")).toList();
    }
    long weights = 0;
    for (Path file : found) {
      try (WeightFiles open = WeightFiles.openFile(file)) {
        for (String name : open.names()) {
          weights += Arrays.stream(open.entry(name).shape()).reduce(1, (a, b) -> a * b);
        }
      }
    }
    return Float.BYTES * weights;
  }

  /** The swath command, which tells at its end what memory it took at the most. */
  static final class Demo {

    private Demo() {}

    public static void main(String[] args) {
      Runtime.getRuntime().addShutdownHook(new Thread(Demo::tell));
      SwathCommand.main(args);
    }

    private static void tell() {
      try {
        System.out.printf("peak=%d%n", ProcessMemory.peak());
      } catch (IOException e) {
        System.err.println(e.getMessage());
      }
    }
  }

  /** What a process takes before there is anything of ours in it: the folder of its broker. */
  static final class Floor {

    private Floor() {}

    public static void main(String[] args) throws IOException {
      long jvm = ProcessMemory.resident();
      EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
      try {
        long broker = ProcessMemory.resident();
        Torch.device();
        System.out.printf("jvm=%d broker=%d libtorch=%d%n", jvm, broker, ProcessMemory.resident());
      } finally {
        kafka.close();
      }
    }
  }
}
