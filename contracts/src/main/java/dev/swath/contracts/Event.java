package dev.swath.contracts;

import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message on its way to a topic. Inner messages are CloudEvents in binary mode (the attributes in
 * {@code ce_} headers, the value is protobuf); an answer is a CloudEvent in structured mode.
 *
 * @param topic where it goes
 * @param key the tile key
 * @param id the same content, the same id
 * @param type the CloudEvents type
 * @param payload the value
 */
public record Event(String topic, String key, String id, String type, byte[] payload) {

  /** The header that says what the value is. */
  public static final String CONTENT_TYPE = "content-type";

  private static final String PROTOBUF = "application/protobuf";
  private static final String STRUCTURED_JSON = "application/cloudevents+json";

  /** A tile's frames, for {@link Topics#OBSERVATIONS}. */
  public static Event of(Observation observation) {
    return new Event(
        Topics.OBSERVATIONS,
        observation.getTile(),
        id(
            Topics.OBSERVATIONS,
            observation.getTile(),
            observation.getKind(),
            List.of(observation.getAcquisition()),
            "",
            observation.getTasksList()),
        "dev.swath.observation.v1",
        observation.toByteArray());
  }

  /** Features: a pair's for {@link Topics#CHANGE_TOKENS}, others' for VISUAL_TOKENS. */
  public static Event of(VisualTokens tokens) {
    boolean pair = tokens.getKind() == Kind.PAIR;
    String topic = pair ? Topics.CHANGE_TOKENS : Topics.VISUAL_TOKENS;
    return new Event(
        topic,
        tokens.getTile(),
        id(
            topic,
            tokens.getTile(),
            tokens.getKind(),
            tokens.getAcquisitionsList(),
            tokens.getEncoder(),
            tokens.getTasksList()),
        pair ? "dev.swath.change-tokens.v1" : "dev.swath.visual-tokens.v1",
        tokens.toByteArray());
  }

  /** Rendered prompts, for {@link Topics#PROMPTS}. */
  public static Event of(Prompts prompts) {
    return new Event(
        Topics.PROMPTS,
        prompts.getTile(),
        id(
            Topics.PROMPTS,
            prompts.getTile(),
            prompts.getKind(),
            prompts.getAcquisitionsList(),
            prompts.getEncoder(),
            prompts.getTasksList().stream().map(PromptedTask::getTask).toList()),
        "dev.swath.prompts.v1",
        prompts.toByteArray());
  }

  /** An answer, for {@link Topics#ANSWERS}. */
  public static Event of(Answer answer) {
    return new Event(Topics.ANSWERS, answer.subject(), answer.id(), Answer.TYPE, answer.toJson());
  }

  /**
   * The headers that travel with the value.
   *
   * @param source the service that publishes it
   * @param time when it is published
   */
  public Map<String, String> headers(String source, Instant time) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (type.equals(Answer.TYPE)) {
      headers.put(CONTENT_TYPE, STRUCTURED_JSON);
      return headers;
    }
    headers.put(CONTENT_TYPE, PROTOBUF);
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", id);
    headers.put("ce_type", type);
    headers.put("ce_source", source);
    headers.put("ce_subject", key);
    headers.put("ce_time", time.toString());
    return headers;
  }

  private static String id(
      String topic,
      String tile,
      Kind kind,
      List<Acquisition> acquisitions,
      String encoder,
      List<Task> tasks) {
    List<String> parts = new ArrayList<>(List.of(topic, tile, kind.name(), encoder));
    for (Acquisition acquisition : acquisitions) {
      parts.add(acquisition.getSceneId());
      parts.add(Long.toString(acquisition.getAcquiredMs()));
    }
    for (Task task : tasks) {
      parts.addAll(
          List.of(task.getName(), task.getInstruction(), task.getAdapter(), task.getRequestId()));
    }
    return Ids.of(parts);
  }
}
