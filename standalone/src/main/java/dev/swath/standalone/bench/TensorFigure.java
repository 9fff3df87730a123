package dev.swath.standalone.bench;

import dev.swath.contracts.Topics;
import dev.swath.lab.bench.ChildJvm;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.bench.Scratch;
import dev.swath.lab.bench.Timing;
import dev.swath.standalone.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** How fast feature maps go through our own clients, beside Kafka's own performance tools. */
final class TensorFigure {

  static final String METHOD =
      "Tensors: feature maps of 729 x 1152 values in bf16, as the encoder's network gives them, put into visual-tokens"
          + " messages, published as encoder-service publishes, polled as the services poll, and unpacked to floats; against Kafka's"
          + " ProducerPerformance and ConsumerPerformance with the same number of records of the same"
          + " size, the same broker, number of partitions and limits of size. Each direction of each in"
          + " a JVM of its own, from the first record to the last; 200 records, medians of 3"
          + " runs, each on a fresh broker.";

  private static final int RECORDS = 200;
  private static final int REPETITIONS = 3;
  private static final Goal GOAL = Goal.atLeast(0.8);
  private static final String TOPIC = "bench-plain";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern SECONDS = Pattern.compile("seconds=([\\d.]+)");

  private static final String LIMITS =
      "Kafka's tools send the same bytes again and again and do not look at what they receive; here each"
          + " record is copied into one message, looked through for what is no number, and unpacked to floats. How"
          + " long that takes by itself stands beside the figure. A next step would be to unpack in the thread"
          + " that computes.";

  private TensorFigure() {}

  /** Seconds of each direction. */
  private record Run(double sent, double received) {}

  /**
   * @param progress is told what is measured now
   */
  static Figure measure(Consumer<String> progress) throws IOException {
    return measure(RECORDS, REPETITIONS, progress);
  }

  static Figure measure(int records, int repetitions, Consumer<String> progress)
      throws IOException {
    Run[] own = new Run[repetitions];
    Run[] plain = new Run[repetitions];
    int bytes = 0;
    double alone = 0;
    for (int i = 0; i < repetitions; i++) {
      progress.accept("run %d of %d".formatted(i + 1, repetitions));
      try (Scratch scratch = Scratch.create();
          EmbeddedKafka kafka = EmbeddedKafka.start(scratch.folder().resolve("kafka"), 0)) {
        String bootstrap = kafka.bootstrapServers();
        createTopic(bootstrap);
        bytes = messageBytes(bootstrap);
        Path payload = payload(scratch.folder(), bytes);
        // In turn, so that neither always has the fresher broker
        if (i % 2 == 0) {
          plain[i] = plain(new KafkaTools(bootstrap, TOPIC), payload, bytes, records);
          own[i] = own(bootstrap, records);
        } else {
          own[i] = own(bootstrap, records);
          plain[i] = plain(new KafkaTools(bootstrap, TOPIC), payload, bytes, records);
        }
        alone = child(bootstrap, "alone", records);
      }
    }
    return figure(records, bytes, median(own), median(plain), alone / records);
  }

  private static Figure figure(int records, int bytes, Run own, Run plain, double alone) {
    double megabytes = records * bytes / 1e6;
    double ownSeconds = own.sent() + own.received();
    double plainSeconds = plain.sent() + plain.received();
    return Figure.of(
            "tensor path, records of %.2f MB".formatted(bytes / 1e6),
            "Kafka's performance tools",
            rate(megabytes / ownSeconds),
            rate(megabytes / plainSeconds),
            plainSeconds / ownSeconds,
            GOAL)
        .noting(
            "sent at %s beside %s, received at %s beside %s; writing, reading and unpacking alone take %.1f ms a record"
                .formatted(
                    rate(megabytes / own.sent()),
                    rate(megabytes / plain.sent()),
                    rate(megabytes / own.received()),
                    rate(megabytes / plain.received()),
                    alone * 1e3))
        .limitedBy(LIMITS);
  }

  private static Run own(String bootstrap, int records) throws IOException {
    return new Run(child(bootstrap, "send", records), child(bootstrap, "receive", records));
  }

  private static Run plain(KafkaTools tools, Path payload, int bytes, int records)
      throws IOException {
    return new Run(tools.send(payload, bytes, records), tools.receive(records));
  }

  private static double child(String bootstrap, String what, int records) throws IOException {
    String said =
        ChildJvm.run(
            ChildJvm.Command.of(
                TensorPath.class.getName(), List.of(), bootstrap, what, Integer.toString(records)),
            PATIENCE);
    Matcher seconds = SECONDS.matcher(said);
    if (!seconds.find()) {
      throw new IllegalStateException("no time in '" + said.strip() + "'");
    }
    return Double.parseDouble(seconds.group(1));
  }

  private static int messageBytes(String bootstrap) {
    try (TensorPath path = TensorPath.open(bootstrap)) {
      return path.message(0).payload().length;
    }
  }

  /** Letters: the tool takes its payload for text. */
  private static Path payload(Path folder, int bytes) throws IOException {
    return Files.writeString(folder.resolve("payload.txt"), "s".repeat(bytes));
  }

  private static void createTopic(String bootstrap) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Topics.DEFAULT_PARTITIONS, (short) 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "cannot make the topic " + TOPIC + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while making the topic " + TOPIC, e);
    }
  }

  private static Run median(Run[] runs) {
    return new Run(
        Timing.median(Arrays.stream(runs).mapToDouble(Run::sent).toArray()),
        Timing.median(Arrays.stream(runs).mapToDouble(Run::received).toArray()));
  }

  private static String rate(double megabytes) {
    return "%.1f MB/s".formatted(megabytes);
  }
}
