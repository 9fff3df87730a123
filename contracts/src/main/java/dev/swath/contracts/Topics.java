package dev.swath.contracts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The topics: their names, sizes, and for how long they keep what was published. */
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

  private static final String DEAD_LETTER_SUFFIX = ".DLT";

  // What users wrote or read stays for a month; tensors are large and only pass through.
  private static final Duration OUTER_RETENTION = Duration.ofDays(30);
  private static final Duration INNER_RETENTION = Duration.ofDays(1);
  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(14);

  private static final List<String> WITHOUT_DEAD_LETTERS =
      List.of(SCENES, QUESTIONS, OBSERVATIONS, VISUAL_TOKENS, CHANGE_TOKENS, PROMPTS, ANSWERS);

  private Topics() {}

  /** One topic as it has to be created. */
  public record Topic(String name, Duration retention, boolean deadLetter) {}

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
    for (String name : WITHOUT_DEAD_LETTERS) {
      topics.add(new Topic(name, retention(name), false));
      if (!name.equals(ANSWERS)) {
        topics.add(new Topic(deadLetter(name), DEAD_LETTER_RETENTION, true));
      }
    }
    return List.copyOf(topics);
  }

  private static Duration retention(String name) {
    return switch (name) {
      case SCENES, QUESTIONS, ANSWERS -> OUTER_RETENTION;
      default -> INNER_RETENTION;
    };
  }
}
