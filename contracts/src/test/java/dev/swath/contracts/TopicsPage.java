package dev.swath.contracts;

import dev.swath.contracts.Topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/topics.md}, of which every word about a topic is in {@link Topics}. */
final class TopicsPage {

  private static final String ABOUT =
      """
      # Topics

      This page is made of [Topics.java](../contracts/src/main/java/dev/swath/contracts/Topics.java), and a test compares the two. After a
      change there, `mvn -pl contracts test -Dtest=TopicsPageTest -Dswath.docs.write=true` writes it anew.

      The services make these topics at their start, with `swath.kafka.partitions` partitions (%d) and `swath.kafka.replication` copies (1), and
      set retention, cleanup policy and size of those that are there; `spring.kafka.admin.modify-topic-configs=false` leaves those alone. The
      largest message follows from `swath.kafka.max-message-bytes` (%s). The groups are called as they are by default
      (`spring.kafka.consumer.group-id`). What the writers' names stand for, and what each may do: [acls.md](acls.md). ingest-service writes the
      scenes and questions that come by HTTP.

      On a Kafka with rights, `./swath topics` makes the same topics, and the services are told not to
      (`spring.kafka.admin.auto-create=false`): [security](security-kafka.md).

      """;

  private static final String NOTES =
      """

      - Nothing of a topic is compacted but what Kafka Streams keeps for change-service: `scenes` could be, but a compacted topic refuses
        messages without a key, and a bare Item needs none.
      - A message that is not taken before its retention ends is lost without a dead letter. Watch the lag of the groups: one day is what
        a service may stand still.
      - Dead letters are kept longer than the messages between services, so that they can be looked at and
        [replayed](dead-letters.md).
      """;

  private TopicsPage() {}

  static String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "topic",
            "key",
            "value",
            "written by",
            "read by the groups",
            "kept for",
            "cleanup policy",
            "largest message",
            "partitions",
            "lost with it"));
    rows.add(rows.get(0).stream().map(title -> "---").toList());
    Stream.concat(Topics.all().stream(), Topics.changelogs().stream())
        .map(TopicsPage::row)
        .forEach(rows::add);
    String table =
        rows.stream()
            .map(row -> "| " + String.join(" | ", row) + " |\n")
            .collect(Collectors.joining());
    return ABOUT.formatted(Topics.DEFAULT_PARTITIONS, size(Topics.MAX_MESSAGE_BYTES))
        + table
        + NOTES;
  }

  private static List<String> row(Topic topic) {
    boolean changelog = topic.retention() == null;
    return List.of(
        "`" + topic.name() + "`",
        topic.traffic().key(),
        topic.traffic().value(),
        topic.traffic().writers().stream().map(Role::title).collect(Collectors.joining(", ")),
        topic.traffic().groups().isEmpty()
            ? "none of ours"
            : topic.traffic().groups().stream()
                .map(group -> "`" + group + "`")
                .collect(Collectors.joining(", ")),
        changelog ? "the newest of each key" : days(topic.retention()),
        topic.cleanupPolicy(),
        size(topic.maxBytes(Topics.MAX_MESSAGE_BYTES)),
        changelog ? "as `visual-tokens`" : Integer.toString(Topics.DEFAULT_PARTITIONS),
        topic.lost());
  }

  private static String days(Duration duration) {
    return duration.toDays() == 1 ? "1 day" : duration.toDays() + " days";
  }

  private static String size(int bytes) {
    int mebi = 1024 * 1024;
    return bytes % mebi == 0
        ? bytes / mebi + " MiB"
        : bytes / mebi + " MiB + " + bytes % mebi / 1024 + " KiB";
  }
}
