package dev.swath.standalone.bench;

import dev.swath.contracts.Topics;
import dev.swath.lab.bench.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Kafka's own performance tools, each in a process of its own. */
final class KafkaTools {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** So that they write numbers as they are read here. */
  private static final List<String> ENGLISH = List.of("-Duser.language=en", "-Duser.country=US");

  /** "200 records sent, 65.30 records/sec (104.60 MB/sec), ...": at last with the sum of all. */
  private static final Pattern SENT =
      Pattern.compile("(\\d+) records sent, [\\d.]+ records/sec \\(([\\d.]+) MB/sec\\)");

  private static final double MEBIBYTE = 1 << 20;

  /** Fields of the line that ConsumerPerformance ends with. */
  private static final int FIELDS = 10;

  private static final int MESSAGES = 4;
  private static final int FETCH_MS = 7;

  /** The sizes of our own clients; with Kafka's defaults these records would be refused. */
  private static final int REQUEST = Topics.MAX_MESSAGE_BYTES + Topics.DEAD_LETTER_HEADROOM_BYTES;

  private final String bootstrapServers;
  private final String topic;

  KafkaTools(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  /**
   * ProducerPerformance: seconds until the broker has all records.
   *
   * @param payload a file with the value of every record, without a line end
   */
  double send(Path payload, int bytes, int records) throws IOException {
    String said =
        ChildJvm.run(
            ChildJvm.Command.of(
                "org.apache.kafka.tools.ProducerPerformance",
                ENGLISH,
                "--bootstrap-server",
                bootstrapServers,
                "--topic",
                topic,
                "--num-records",
                Integer.toString(records),
                "--payload-file",
                payload.toString(),
                "--throughput",
                "-1",
                "--command-property",
                "max.request.size=" + REQUEST,
                "buffer.memory=" + 4L * REQUEST),
            PATIENCE);
    return sentSeconds(said, bytes, records);
  }

  static double sentSeconds(String said, int bytes, int records) {
    MatchResult last =
        SENT.matcher(said)
            .results()
            .reduce((before, after) -> after)
            .orElseThrow(() -> new IllegalStateException("no rate in '" + said.strip() + "'"));
    if (Integer.parseInt(last.group(1)) != records) {
      throw new IllegalStateException("not %d records in '%s'".formatted(records, said.strip()));
    }
    return records * (bytes / MEBIBYTE) / Double.parseDouble(last.group(2));
  }

  /** ConsumerPerformance: seconds of fetching all records, without joining its group. */
  double receive(int records) throws IOException {
    String said =
        ChildJvm.run(
            ChildJvm.Command.of(
                "org.apache.kafka.tools.ConsumerPerformance",
                ENGLISH,
                "--bootstrap-server",
                bootstrapServers,
                "--topic",
                topic,
                "--num-records",
                Integer.toString(records),
                "--timeout",
                "60000",
                "--hide-header",
                "--fetch-size",
                Integer.toString(REQUEST),
                "--command-property",
                "fetch.max.bytes=" + 4L * REQUEST),
            PATIENCE);
    return receivedSeconds(said, records);
  }

  static double receivedSeconds(String said, int records) {
    String[] fields =
        said.lines()
            .map(line -> line.split(",\\s*"))
            .filter(parts -> parts.length == FIELDS)
            .reduce((before, after) -> after)
            .orElseThrow(() -> new IllegalStateException("no result in '" + said.strip() + "'"));
    if (Integer.parseInt(fields[MESSAGES]) != records) {
      throw new IllegalStateException("not %d records in '%s'".formatted(records, said.strip()));
    }
    return Integer.parseInt(fields[FETCH_MS]) * 1e-3;
  }
}
