package dev.swath.standalone.failure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** A pipeline of processes, a stream of scenes through it, and an account of what came of it. */
final class Trial implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Stream stream;
  private final Brokers brokers;
  private final Services services;
  private final GroundStation station;
  private final Watch watch;
  private final Map<String, Long> published = new HashMap<>();
  private final List<Disturbance> disturbances = new ArrayList<>();

  /** Something that was done, and when, by {@link System#nanoTime}. */
  record Disturbance(String how, long nanos) {}

  /**
   * What a pipeline is started with.
   *
   * @param name of the folder for all that is stored
   * @param nodes of the Kafka cluster
   * @param ofServices environment variables of the services
   * @param ofBrokers environment variables of the brokers
   */
  record Setup(
      String name, int nodes, Map<String, String> ofServices, Map<String, String> ofBrokers) {

    static Setup of(String name, int nodes) {
      return new Setup(name, nodes, Map.of(), Map.of());
    }

    Setup services(Map<String, String> environment) {
      return new Setup(name, nodes, environment, ofBrokers);
    }

    Setup brokers(Map<String, String> environment) {
      return new Setup(name, nodes, ofServices, environment);
    }
  }

  /** Starts brokers and services, and waits until they are ready. */
  static Trial start(String name, int nodes) throws IOException, InterruptedException {
    return start(Setup.of(name, nodes));
  }

  /** The same. */
  static Trial start(Setup setup) throws IOException, InterruptedException {
    return new Trial(Stream.shared(), setup);
  }

  private Trial(Stream stream, Setup setup) throws IOException {
    this.stream = stream;
    Path folder = stream.folder().resolve(setup.name());
    Path logs = folder.resolve("logs");
    this.brokers = new Brokers(folder, logs, setup.nodes(), setup.ofBrokers());
    Map<String, String> properties = new HashMap<>(stream.properties());
    properties.put("swath.model.path", stream.model().toString());
    properties.put("swath.kafka.replication", Integer.toString(setup.nodes()));
    Services started = null;
    try {
      started = new Services(folder, logs, brokers.bootstrap(), properties, setup.ofServices());
    } finally {
      if (started == null) {
        brokers.close();
      }
    }
    this.services = started;
    this.station = new GroundStation(brokers.bootstrap());
    this.watch = new Watch(brokers.bootstrap());
  }

  Brokers brokers() {
    return brokers;
  }

  Services services() {
    return services;
  }

  Watch watch() {
    return watch;
  }

  GroundStation station() {
    return station;
  }

  /** Publishes the next scene. */
  void publish() throws InterruptedException {
    Scenes.Pass pass = stream.scenes().passes().get(published.size());
    station.publish(pass);
    published.put(pass.id(), System.nanoTime());
  }

  /** Notes that something was done to the pipeline just now. */
  void disturbed(String how) {
    disturbances.add(new Disturbance(how, System.nanoTime()));
  }

  /** Kills a process and starts it again at once. */
  void kill(Child child) {
    child.kill();
    disturbed(child.name());
    child.start();
  }

  /** Waits until everything that was published is answered, or for so long in vain. */
  void awaitAnswers() {
    Set<String> due = expected().keySet();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Awaitility.await()
        .atMost(PATIENCE.plusSeconds(10))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> watch.first().keySet().containsAll(due) || System.nanoTime() > deadline);
  }

  /**
   * Waits until more answers have come than so many, and no more come for a moment.
   *
   * @return how many there are now, repeated ones too
   */
  int awaitMore(int count) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(700))
        .until(
            () -> {
              int before = watch.times().size();
              Thread.sleep(500);
              return watch.times().size() == before ? before : 0;
            },
            now -> now > count);
  }

  private Map<String, List<String>> expected() {
    Set<String> seen = new HashSet<>(published.keySet());
    return stream.expected().entrySet().stream()
        .filter(answer -> seen.containsAll(answer.getValue()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Waits for the answers, and then counts. */
  Outcome outcome(String what) throws ExecutionException, InterruptedException {
    awaitAnswers();
    return Outcome.of(
        what,
        stream.scenes(),
        expected(),
        watch,
        published,
        List.copyOf(disturbances),
        deadLetters(brokers.bootstrap()));
  }

  /** Messages on all topics of dead letters. */
  static long deadLetters(String bootstrap) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      List<String> topics =
          admin.listTopics().names().get().stream().filter(t -> t.endsWith(".DLT")).toList();
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      admin
          .describeTopics(topics)
          .allTopicNames()
          .get()
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          p ->
                              ends.put(
                                  new TopicPartition(topic, p.partition()), OffsetSpec.latest())));
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(info -> info.offset())
          .sum();
    }
  }

  @Override
  public void close() {
    watch.close();
    station.close();
    services.close();
    brokers.close();
  }
}
