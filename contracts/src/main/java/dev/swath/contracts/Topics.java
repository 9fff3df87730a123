package dev.swath.contracts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The topics: what travels on them, who writes and reads it, how large it may be and for how long
 * it is kept. {@code docs/topics.md} is made of this.
 */
public final class Topics {

  /** STAC Items (JSON), bare or as a CloudEvent; the key is the scene id. */
  public static final String SCENES = "scenes";

  /** {@link Question} (JSON); the key is the question id. */
  public static final String QUESTIONS = "questions";

  /** {@link dev.swath.contracts.v1.Observation}; the key is the tile. */
  public static final String OBSERVATIONS = "observations";

  /** {@link dev.swath.contracts.v1.VisualTokens} of images and videos; the key is the tile. */
  public static final String VISUAL_TOKENS = "visual-tokens";

  /** {@link dev.swath.contracts.v1.VisualTokens} of pairs; the key is the tile. */
  public static final String CHANGE_TOKENS = "change-tokens";

  /** {@link dev.swath.contracts.v1.Prompts}; the key is the tile. */
  public static final String PROMPTS = "prompts";

  /** {@link Answer} (JSON); the key is the tile. */
  public static final String ANSWERS = "answers";

  /**
   * The largest message of a topic, in bytes. The largest one that Swath makes is an 8-frame video
   * of full-size SigLIP features in bf16: 8 x 729 x 1152 x 2 = 13.4 MB.
   */
  public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  /**
   * What a dead letter may be larger than the message that it holds: the headers that say why it is
   * there.
   */
  public static final int DEAD_LETTER_HEADROOM_BYTES = 64 * 1024;

  /** The partitions of a topic if nothing else is configured. */
  public static final int DEFAULT_PARTITIONS = 4;

  /**
   * What stands behind a group's name where it is a share group: one name cannot be of both kinds.
   */
  public static final String SHARE_GROUP_SUFFIX = "-share";

  private static final String DEAD_LETTER_SUFFIX = ".DLT";

  // What users wrote or read stays for a month; tensors are large and only pass through.
  private static final Duration OUTER_RETENTION = Duration.ofDays(30);
  private static final Duration INNER_RETENTION = Duration.ofDays(1);
  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(14);

  private static final List<Topic> MESSAGES =
      List.of(
          new Topic(
              SCENES,
              OUTER_RETENTION,
              new Traffic(
                  "scene id",
                  "STAC Item (JSON), bare or a CloudEvent",
                  List.of(Role.GROUND_STATION, Role.INGEST),
                  List.of(reader(Role.INGEST, "swath-ingest"))),
              "Scenes that are not taken yet. Older ones can no longer be asked about by their id."),
          new Topic(
              QUESTIONS,
              OUTER_RETENTION,
              new Traffic(
                  "question id",
                  "Question (JSON)",
                  List.of(Role.GROUND_STATION, Role.INGEST),
                  List.of(reader(Role.INGEST, "swath-ingest-questions"))),
              "Questions that are not taken yet."),
          new Topic(
              OBSERVATIONS,
              INNER_RETENTION,
              new Traffic(
                  "tile",
                  "Observation (protobuf)",
                  List.of(Role.INGEST),
                  List.of(reader(Role.ENCODER, "swath-encoder"))),
              "Tiles that are not encoded yet. Their scenes, sent again, make the same ones."),
          new Topic(
              VISUAL_TOKENS,
              INNER_RETENTION,
              new Traffic(
                  "tile",
                  "VisualTokens (protobuf) of images and videos",
                  List.of(Role.ENCODER),
                  List.of(
                      reader(Role.CHANGE, "swath-change"),
                      reader(Role.PROMPT_AUGMENT, "swath-prompt-augment"))),
              "Features that are not paired or prompted yet. Their scenes, sent again, make the same"
                  + " ones."),
          new Topic(
              CHANGE_TOKENS,
              INNER_RETENTION,
              new Traffic(
                  "tile",
                  "VisualTokens (protobuf) of pairs",
                  List.of(Role.CHANGE),
                  List.of(reader(Role.PROMPT_AUGMENT, "swath-prompt-augment"))),
              "Pairs that are not prompted yet. A scene that is sent again makes no pair again; only a"
                  + " question about the change does."),
          new Topic(
              PROMPTS,
              INNER_RETENTION,
              new Traffic(
                  "tile",
                  "Prompts (protobuf)",
                  List.of(Role.PROMPT_AUGMENT),
                  List.of(reader(Role.LLM, "swath-llm"))),
              "Prompts that are not answered yet. Scenes that are sent again make those of images and"
                  + " videos, not those of pairs."),
          new Topic(
              ANSWERS,
              OUTER_RETENTION,
              new Traffic(
                  "tile",
                  "Answer (CloudEvent with a GeoJSON Feature)",
                  List.of(Role.LLM),
                  List.of(new Reader(Role.ANSWER_READER, Optional.empty()))),
              "Answers that nobody has read yet. Scenes that are sent again are answered again, under"
                  + " the same ids."));

  private static final List<Topic> CHANGELOGS =
      List.of(
          new Topic(
              "swath-change-histories-changelog",
              null,
              new Traffic(
                  "tile",
                  "the tile's passes",
                  List.of(Role.CHANGE),
                  List.of(reader(Role.CHANGE, "swath-change"))),
              "Which passes over a tile are known: the next one is the first, and makes no pair."),
          new Topic(
              "swath-change-features-changelog",
              null,
              new Traffic(
                  "tile, time, scene",
                  "VisualTokens (protobuf) of one pass",
                  List.of(Role.CHANGE),
                  List.of(reader(Role.CHANGE, "swath-change"))),
              "The features that the next pass is compared with. Both changelogs and the state folder"
                  + " are one thing: remove all or none."));

  private Topics() {}

  /**
   * What travels on a topic.
   *
   * @param key what the key is; a tile is WebMercatorQuad {@code z/x/y}
   * @param value what the value is
   * @param writers who writes it
   * @param readers who reads it
   */
  public record Traffic(String key, String value, List<Role> writers, List<Reader> readers) {

    /** The groups of the services that read it, as they are called by default. */
    public List<String> groups() {
      return readers.stream().flatMap(reader -> reader.group().stream()).toList();
    }
  }

  /**
   * Who reads a topic.
   *
   * @param group the consumer group, as it is called by default; empty: one of the reader's own
   */
  public record Reader(Role role, Optional<String> group) {}

  /**
   * One topic.
   *
   * @param retention for how long a message is kept; null: the newest of each key, for ever
   * @param traffic what travels on it
   * @param lost what is lost with it
   */
  public record Topic(String name, Duration retention, Traffic traffic, String lost) {

    public boolean deadLetter() {
      return isDeadLetter(name);
    }

    /** Kafka's {@code cleanup.policy}. */
    public String cleanupPolicy() {
      return retention == null ? "compact" : "delete";
    }

    /**
     * The largest message of this topic.
     *
     * @param maxMessageBytes the largest of those that are no dead letters
     */
    public int maxBytes(int maxMessageBytes) {
      return maxMessageBytes + (retention == null || deadLetter() ? DEAD_LETTER_HEADROOM_BYTES : 0);
    }
  }

  /** The name of the topic for what could not be processed of {@code topic}. */
  public static String deadLetter(String topic) {
    return topic + DEAD_LETTER_SUFFIX;
  }

  /** Whether it is the name of a dead-letter topic. */
  public static boolean isDeadLetter(String topic) {
    return topic.endsWith(DEAD_LETTER_SUFFIX);
  }

  /** The name of the topic whose dead letters are on {@code deadLetterTopic}. */
  public static String original(String deadLetterTopic) {
    return deadLetterTopic.substring(0, deadLetterTopic.length() - DEAD_LETTER_SUFFIX.length());
  }

  /** Every topic, each followed by its dead-letter topic; nobody gives up on answers. */
  public static List<Topic> all() {
    List<Topic> topics = new ArrayList<>();
    for (Topic topic : MESSAGES) {
      topics.add(topic);
      if (!topic.traffic().groups().isEmpty()) {
        topics.add(deadLetters(topic));
      }
    }
    return List.copyOf(topics);
  }

  /** The topics that Kafka Streams makes by itself, to restore change-service's state from. */
  public static List<Topic> changelogs() {
    return CHANGELOGS;
  }

  private static Reader reader(Role role, String group) {
    return new Reader(role, Optional.of(group));
  }

  private static Topic deadLetters(Topic topic) {
    return new Topic(
        deadLetter(topic.name()),
        DEAD_LETTER_RETENTION,
        new Traffic(
            "as it came",
            "as it came",
            topic.traffic().readers().stream().map(Reader::role).distinct().toList(),
            List.of(new Reader(Role.DEAD_LETTER_OPERATOR, Optional.empty()))),
        "What could not be processed and is not replayed yet.");
  }
}
