package dev.swath.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.contracts.v1.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One question of a user about a part of a scene.
 *
 * @param id comes back as {@code request_id} of the answer
 * @param scene the id of a scene seen before; null if {@code item} is given
 * @param item the STAC Item of the scene itself; null if {@code scene} is given
 * @param question what is asked
 * @param allowedAnswers if not empty, the answer is one of these
 * @param point [longitude, latitude]: asks the tile around it; null if not given
 * @param bbox [west, south, east, north] in degrees: asks every tile that it touches; null if not
 *     given
 * @param tile the key of the tile that is asked; null if not given
 * @param kind {@code image}, {@code pair} (the scene and the acquisition before it) or {@code
 *     video}; null: as the scene is
 */
public record Question(
    String id,
    String scene,
    JsonNode item,
    String question,
    @JsonProperty("allowed_answers") List<String> allowedAnswers,
    List<Double> point,
    List<Double> bbox,
    String tile,
    String kind) {

  public Question {
    require(id != null && !id.isBlank(), "'id' is missing: give the question an id of your own");
    require(question != null && !question.isBlank(), "'question' is missing: what is asked?");
    require(
        (scene == null) != (item == null),
        "give either 'scene' (the id of a scene seen before) or 'item' (a STAC Item)");
    require(
        count(point) + count(bbox) + count(tile) <= 1,
        "give at most one of 'point', 'bbox' and 'tile'");
    allowedAnswers = allowedAnswers == null ? List.of() : List.copyOf(allowedAnswers);
    if (point != null) {
      require(point.size() == 2, "'point' must be [longitude, latitude]");
      requireDegrees("point", point.get(0), point.get(1));
      point = List.copyOf(point);
    }
    if (bbox != null) {
      require(bbox.size() == 4, "'bbox' must be [west, south, east, north]");
      requireDegrees("bbox", bbox.get(0), bbox.get(1));
      requireDegrees("bbox", bbox.get(2), bbox.get(3));
      require(bbox.get(1) <= bbox.get(3), "'bbox': south lies north of north");
      bbox = List.copyOf(bbox);
    }
    if (tile != null) {
      TileKeys.bounds(tile);
    }
    require(
        kind == null || List.of("image", "pair", "video").contains(kind),
        "'kind' must be image, pair or video");
  }

  /** The kind of observation that is asked; empty: as the scene is. */
  @JsonIgnore
  public Optional<Kind> observationKind() {
    return Optional.ofNullable(kind).map(name -> Kind.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  /**
   * Reads a question as it is on the topic.
   *
   * @throws IllegalArgumentException if it is not one; the text names the field and what is wrong
   */
  public static Question parse(byte[] json) {
    return Json.read(json, Question.class);
  }

  /** The question as it is on the topic. */
  public byte[] toJson() {
    return Json.write(this);
  }

  private static int count(Object given) {
    return given == null ? 0 : 1;
  }

  private static void requireDegrees(String field, Double longitude, Double latitude) {
    require(
        longitude != null
            && latitude != null
            && Math.abs(longitude) <= 180
            && Math.abs(latitude) <= 90,
        "'%s' must be in degrees, longitude (-180 to 180) before latitude (-90 to 90)"
            .formatted(field));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
