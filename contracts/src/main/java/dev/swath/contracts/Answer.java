package dev.swath.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One answer: a CloudEvent (version 1.0, structured mode) whose data is a GeoJSON Feature.
 *
 * @param specversion the version of CloudEvents
 * @param id see {@link AnswerId}: a replay of the same input repeats it
 * @param type {@link #TYPE}
 * @param source the service that answered
 * @param time when it was answered
 * @param subject the tile key
 * @param datacontenttype the media type of {@code data}
 * @param data the answer with its place on Earth
 */
public record Answer(
    String specversion,
    String id,
    String type,
    String source,
    Instant time,
    String subject,
    String datacontenttype,
    Feature data) {

  /** The CloudEvents type of an answer. */
  public static final String TYPE = "dev.swath.answer.v1";

  /** A GeoJSON Feature (RFC 7946). */
  public record Feature(String type, Polygon geometry, Properties properties) {}

  /** A GeoJSON Polygon: rings of [longitude, latitude]. */
  public record Polygon(String type, List<List<List<Double>>> coordinates) {

    /** The outline of a tile. */
    public static Polygon of(String tile) {
      return new Polygon("Polygon", List.of(TileKeys.ring(tile)));
    }
  }

  /**
   * What was answered, and from what.
   *
   * @param task the name of the task
   * @param instruction what was asked
   * @param answer what the model said
   * @param confidence exp(mean log-probability of the answer's tokens), in (0, 1]: the geometric
   *     mean of the probabilities that the model gave to the tokens it chose; corrected by the
   *     model's calibration, if it has one
   * @param clue the frozen base model's description; null if clues are off
   * @param scenes the ids of the scenes that were looked at, in time order
   * @param acquired when these scenes were acquired, in the same order
   * @param tile WebMercatorQuad {@code z/x/y}
   * @param model the name and fingerprint of the model
   * @param adapter the LoRA adapter that answered; empty for the base model
   * @param requestId the id of the question that this answers; null for a standing task
   * @param traceId the trace of the scene, or the question, that this answers: 32 hexadecimal
   *     digits; null if it was not traced
   * @param stages milliseconds spent by each stage: ingest, encode, change, clue, decode
   */
  public record Properties(
      String task,
      String instruction,
      String answer,
      double confidence,
      String clue,
      List<String> scenes,
      List<Instant> acquired,
      String tile,
      String model,
      String adapter,
      @JsonProperty("request_id") String requestId,
      @JsonProperty("trace_id") String traceId,
      Map<String, Double> stages) {

    public Properties {
      if (!(confidence > 0 && confidence <= 1)) {
        throw new IllegalArgumentException("confidence " + confidence + " is not in (0, 1]");
      }
      scenes = List.copyOf(scenes);
      acquired = List.copyOf(acquired);
      stages = Map.copyOf(stages);
    }
  }

  /**
   * Wraps an answer.
   *
   * @throws IllegalArgumentException if the tile is no tile key
   */
  public static Answer of(String id, String source, Instant time, Properties properties) {
    Polygon outline = Polygon.of(properties.tile());
    return new Answer(
        "1.0",
        id,
        TYPE,
        source,
        time,
        properties.tile(),
        "application/geo+json",
        new Feature("Feature", outline, properties));
  }

  /**
   * Reads an answer as it is on the topic.
   *
   * @throws IllegalArgumentException if it is not one; the text says what is wrong
   */
  public static Answer parse(byte[] json) {
    return Json.read(json, Answer.class);
  }

  /** The answer as it is on the topic. */
  public byte[] toJson() {
    return Json.write(this);
  }
}
