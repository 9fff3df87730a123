package dev.swath.standalone.bench;

import dev.swath.contracts.v1.Observation;
import dev.swath.lab.bench.ChildJvm;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Scratch;
import dev.swath.standalone.EmbeddedKafka;
import dev.swath.standalone.Standalone;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;

/** What more instances of the services bring. */
final class InstancesFigures {

  static final String METHOD =
      "Instances: 1, 2 and 4 processes, each with all five services, one consumer a topic and one thread"
          + " that computes, on one broker in a process of its own with 4 partitions a topic; 256 made-up"
          + " images with a caption each, once, behind 64 that are not counted. Tiles are spread over"
          + " partitions by their keys, and so not evenly. More instances than cores share cores.";

  private static final List<Integer> INSTANCES = List.of(1, 2, 4);
  private static final int OBSERVATIONS = 256;
  private static final int WARM_UP = 64;

  /** An instance prints it, with the names of its groups behind it. */
  private static final String READY = "ready: ";

  /** Before the name of a share group, of which Kafka is asked in another way. */
  private static final String SHARED = "share:";

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private InstancesFigures() {}

  /**
   * @param model a checkpoint folder
   * @param progress is told what is measured now
   */
  static List<Figure> measure(Path model, Consumer<String> progress) throws IOException {
    return measure(model, INSTANCES, OBSERVATIONS, WARM_UP, progress);
  }

  /**
   * @param counts how many instances, in rising order
   * @param number of observations
   * @param warmUp how many go before, each time
   */
  static List<Figure> measure(
      Path model, List<Integer> counts, int number, int warmUp, Consumer<String> progress)
      throws IOException {
    ModelFolder folder = ModelFolder.open(model);
    List<Observation> observations =
        MadeUpObservations.make(
            counts.size() * (warmUp + number),
            folder.imageSize(),
            MadeUpObservations.adapter(folder));
    List<Double> seconds = new ArrayList<>();
    Deque<ChildJvm> instances = new ArrayDeque<>();
    try (Scratch scratch = Scratch.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(scratch.folder().resolve("kafka"), 0)) {
      String bootstrap = kafka.bootstrapServers();
      try {
        int from = 0;
        for (int count : counts) {
          while (instances.size() < count) {
            progress.accept("starting instance %d".formatted(instances.size() + 1));
            Path data = scratch.folder().resolve("instance-" + instances.size());
            instances.push(start(bootstrap, model, data));
          }
          awaitMembers(bootstrap, instances.getFirst(), count);
          progress.accept("%d observations on %d instances".formatted(number, count));
          ObservationRun.seconds(bootstrap, observations.subList(from, from + warmUp));
          from += warmUp;
          seconds.add(ObservationRun.seconds(bootstrap, observations.subList(from, from + number)));
          from += number;
        }
      } finally {
        while (!instances.isEmpty()) {
          instances.pop().close();
        }
      }
    }
    return figures(counts, number, seconds);
  }

  static List<Figure> figures(List<Integer> counts, int number, List<Double> seconds) {
    List<Figure> figures = new ArrayList<>();
    for (int i = 1; i < counts.size(); i++) {
      double speedUp = seconds.get(0) / seconds.get(i);
      figures.add(
          Figure.reported(
                  "%d instances".formatted(counts.get(i)),
                  "%d instance".formatted(counts.get(0)),
                  "%.1f observations/s".formatted(number / seconds.get(i)),
                  "%.1f observations/s".formatted(number / seconds.get(0)),
                  speedUp)
              .noting(
                  "efficiency %.2f; the machine has %d cores"
                      .formatted(
                          speedUp * counts.get(0) / counts.get(i),
                          Runtime.getRuntime().availableProcessors())));
    }
    return figures;
  }

  private static ChildJvm start(String bootstrap, Path model, Path data) throws IOException {
    ChildJvm instance =
        ChildJvm.start(
            new ChildJvm.Command(
                InstancesFigures.class.getName(),
                List.of("-Xmx1g"),
                Map.of("OMP_NUM_THREADS", "1"),
                List.of(bootstrap, model.toString(), data.toString())));
    try {
      instance.await(line -> line.startsWith(READY), PATIENCE);
      return instance;
    } catch (RuntimeException e) {
      instance.close();
      throw e;
    }
  }

  /** Until every group has as many members as there are instances, and is at peace. */
  private static void awaitMembers(String bootstrap, ChildJvm instance, int count)
      throws IOException {
    String line = instance.await(said -> said.startsWith(READY), PATIENCE);
    List<String> groups = List.of(line.substring(READY.length()).split(" "));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      while (!haveMembers(admin, groups, count)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "the groups %s did not come to %d members within %s"
                  .formatted(groups, count, PATIENCE));
        }
        Thread.sleep(200);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not tell of its groups: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while waiting for members", e);
    }
  }

  private static boolean haveMembers(Admin admin, List<String> groups, int count)
      throws ExecutionException, InterruptedException {
    Map<Boolean, List<String>> shared =
        groups.stream().collect(Collectors.partitioningBy(group -> group.startsWith(SHARED)));
    List<String> shareGroups =
        shared.get(true).stream().map(group -> group.substring(SHARED.length())).toList();
    return admin.describeConsumerGroups(shared.get(false)).all().get().values().stream()
            .allMatch(
                group -> group.groupState() == GroupState.STABLE && group.members().size() == count)
        && admin.describeShareGroups(shareGroups).all().get().values().stream()
            .allMatch(
                group ->
                    group.groupState() == GroupState.STABLE && group.members().size() == count);
  }

  /** An instance: bootstrap servers, model, and the folder of what it stores. */
  public static void main(String[] args) throws IOException {
    try (Standalone standalone =
        Standalone.start(
            new Standalone.Settings(
                Path.of(args[2]),
                Path.of(args[1]),
                0,
                0,
                Optional.of(args[0]),
                Map.of("spring.kafka.listener.concurrency", "1")))) {
      System.out.println(
          READY
              + standalone.flow().stream()
                  .map(link -> (link.shared() ? SHARED : "") + link.group())
                  .distinct()
                  .collect(Collectors.joining(" ")));
      // Ends with the process that started it, whatever ended that
      System.in.readAllBytes();
    }
  }
}
