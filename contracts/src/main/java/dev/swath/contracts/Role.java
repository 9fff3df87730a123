package dev.swath.contracts;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who takes part: the services, and those around them. Each is one principal of a Kafka that asks
 * who is there; what it may do is said by {@link Access}.
 */
public enum Role {
  INGEST("ingest-service", "turns scenes and questions into observations"),
  ENCODER("encoder-service", "turns observations into features"),
  CHANGE("change-service", "pairs features with those of the pass before"),
  PROMPT_AUGMENT("prompt-augment-service", "turns features into prompts"),
  LLM("llm-service", "turns prompts into answers"),
  GROUND_STATION("ground-station", "publishes scenes and asks questions"),
  ANSWER_READER("answer-reader", "consumes answers"),
  DEAD_LETTER_OPERATOR("dead-letter-operator", "looks at dead letters and replays them"),
  LAG_READER("lag-reader", "asks how far the services are, to scale them or to raise an alert"),
  TOPIC_MAKER("topic-maker", "makes the topics and sets their limits: `./swath topics`");

  private final String title;
  private final String work;

  Role(String title, String work) {
    this.title = title;
    this.work = work;
  }

  /** The name that users know it by, and the user name that is proposed for it. */
  public String title() {
    return title;
  }

  /** What it does. */
  public String work() {
    return work;
  }

  /** Whether it is one of the five services. */
  public boolean service() {
    return ordinal() <= LLM.ordinal();
  }

  /** The service whose {@code spring.application.name} this is. */
  public static Optional<Role> ofApplication(String name) {
    return Arrays.stream(values())
        .filter(role -> role.service() && role.title.equals(name + "-service"))
        .findFirst();
  }

  /**
   * The role of that title.
   *
   * @throws IllegalArgumentException if there is none; the text names them all
   */
  public static Role named(String title) {
    return Arrays.stream(values())
        .filter(role -> role.title.equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no role '%s'; there are %s"
                        .formatted(
                            title,
                            Arrays.stream(values())
                                .map(Role::title)
                                .collect(Collectors.joining(", ")))));
  }
}
