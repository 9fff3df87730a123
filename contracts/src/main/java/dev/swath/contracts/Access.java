package dev.swath.contracts;

import dev.swath.contracts.Topics.Reader;
import dev.swath.contracts.Topics.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What each role may do on a Kafka with an authorizer, and no more. It follows from who writes and
 * reads what, as {@link Topics} says. {@code ./swath acl} and {@code docs/acls.md} are made of
 * this.
 *
 * <p>Names are those of the defaults: a service whose group or Streams application has another name
 * needs other rights.
 */
public final class Access {

  /** The consumer groups that readers of answers may use have names that begin so. */
  public static final String ANSWER_GROUPS = "swath-answers";

  private static final String CHANGE_APPLICATION = "swath-change";

  private Access() {}

  /** What a right is about. */
  public enum Kind {
    TOPIC("topic"),
    GROUP("group"),
    TRANSACTIONAL_ID("transactional-id");

    private final String option;

    Kind(String option) {
      this.option = option;
    }

    /** How {@code kafka-acls.sh} calls it. */
    public String option() {
      return option;
    }
  }

  /** What may be done; Kafka's own words. Read, write and alter let one describe as well. */
  public enum Operation {
    READ("Read"),
    WRITE("Write"),
    CREATE("Create"),
    DESCRIBE("Describe"),
    ALTER("Alter"),
    DESCRIBE_CONFIGS("DescribeConfigs"),
    ALTER_CONFIGS("AlterConfigs");

    private final String title;

    Operation(String title) {
      this.title = title;
    }

    /** How {@code kafka-acls.sh} calls it. */
    public String title() {
      return title;
    }
  }

  /**
   * One right.
   *
   * @param prefix whether all names are meant that begin with {@code name}
   * @param operations in the order in which they are shown
   */
  public record Grant(Kind kind, String name, boolean prefix, List<Operation> operations) {

    public Grant {
      operations = List.copyOf(operations);
    }

    private static Grant of(Kind kind, String name, Operation... operations) {
      return new Grant(kind, name, false, Arrays.asList(operations));
    }
  }

  /** What a role may do. */
  public static List<Grant> of(Role role) {
    List<Grant> grants = new ArrayList<>();
    switch (role) {
      case DEAD_LETTER_OPERATOR -> deadLetters(grants);
      case LAG_READER -> lag(grants);
      case TOPIC_MAKER -> topics(grants);
      default -> flow(role, grants);
    }
    if (role == Role.CHANGE) {
      // Each of its threads has an id of its own.
      grants.add(
          new Grant(
              Kind.TRANSACTIONAL_ID,
              CHANGE_APPLICATION + "-",
              true,
              List.of(Operation.WRITE, Operation.DESCRIBE)));
    }
    if (role == Role.ANSWER_READER) {
      grants.add(new Grant(Kind.GROUP, ANSWER_GROUPS, true, List.of(Operation.READ)));
    }
    return List.copyOf(grants);
  }

  /** What the flow of messages says: its topics to read and write, the groups that it reads in. */
  private static void flow(Role role, List<Grant> grants) {
    Set<String> groups = new LinkedHashSet<>();
    for (Topic topic : Topics.all()) {
      List<Operation> operations = new ArrayList<>();
      for (Reader reader : topic.traffic().readers()) {
        if (reader.role() == role) {
          operations.add(Operation.READ);
          reader.group().ifPresent(groups::add);
        }
      }
      if (topic.traffic().writers().contains(role)) {
        operations.add(Operation.WRITE);
      }
      if (!operations.isEmpty()) {
        grants.add(
            new Grant(Kind.TOPIC, topic.name(), false, operations.stream().distinct().toList()));
      }
    }
    for (Topic changelog : Topics.changelogs()) {
      if (changelog.traffic().writers().contains(role)) {
        // Kafka Streams makes them itself, with as many partitions as what it reads has.
        grants.add(
            Grant.of(
                Kind.TOPIC, changelog.name(), Operation.READ, Operation.WRITE, Operation.CREATE));
      }
    }
    groups.forEach(group -> grants.add(Grant.of(Kind.GROUP, group, Operation.READ)));
  }

  private static void deadLetters(List<Grant> grants) {
    for (Topic topic : Topics.all()) {
      if (topic.deadLetter()) {
        grants.add(Grant.of(Kind.TOPIC, topic.name(), Operation.READ));
        grants.add(Grant.of(Kind.TOPIC, Topics.original(topic.name()), Operation.WRITE));
      }
    }
  }

  private static void lag(List<Grant> grants) {
    Set<String> groups = new LinkedHashSet<>();
    for (Topic topic : Topics.all()) {
      grants.add(Grant.of(Kind.TOPIC, topic.name(), Operation.DESCRIBE));
      groups.addAll(topic.traffic().groups());
    }
    groups.forEach(group -> grants.add(Grant.of(Kind.GROUP, group, Operation.DESCRIBE)));
  }

  private static void topics(List<Grant> grants) {
    for (Topic topic : Topics.all()) {
      grants.add(
          Grant.of(
              Kind.TOPIC,
              topic.name(),
              Operation.CREATE,
              Operation.ALTER,
              Operation.DESCRIBE_CONFIGS,
              Operation.ALTER_CONFIGS));
    }
  }
}
