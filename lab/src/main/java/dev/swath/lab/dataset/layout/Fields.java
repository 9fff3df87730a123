package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.dataset.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The fields of a JSON record, checked. */
final class Fields {

  private Fields() {}

  /** A text or number that must be there. */
  static String text(JsonNode element, String field) throws BadRecordException {
    return optional(element, field)
        .orElseThrow(() -> new BadRecordException("has no '" + field + "'"));
  }

  /** A text or number, if it is there and not blank. */
  static Optional<String> optional(JsonNode element, String field) throws BadRecordException {
    JsonNode value = element.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      throw new BadRecordException("'" + field + "' must be a text");
    }
    return Optional.of(value.asText().strip()).filter(text -> !text.isEmpty());
  }

  /** At least one text; blank ones are left out. */
  static List<String> texts(JsonNode element, String field) throws BadRecordException {
    return notEmpty(all(array(element, field)), field);
  }

  /** The raw sentences of a caption record: {@code [{"raw": "..."}, ...]}. */
  static List<String> sentences(JsonNode element, String field) throws BadRecordException {
    List<String> raws = new ArrayList<>();
    for (JsonNode sentence : array(element, field)) {
      optional(sentence, "raw").ifPresent(raws::add);
    }
    return notEmpty(raws, field);
  }

  /** A published split, if the record has one. */
  static Optional<Split> split(JsonNode element) throws BadRecordException {
    Optional<String> name = optional(element, "split");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Split> split = splitNamed(name.get());
    if (split.isEmpty()) {
      throw new BadRecordException(
          "the split '" + name.get() + "' is none of train, val, validation, test");
    }
    return split;
  }

  /** The split that datasets call by this name, whatever its case. */
  static Optional<Split> splitNamed(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train", "training", "restval" -> Optional.of(Split.TRAIN);
      case "val", "valid", "validation" -> Optional.of(Split.VALIDATION);
      case "test", "testing" -> Optional.of(Split.TEST);
      default -> Optional.empty();
    };
  }

  static JsonNode array(JsonNode element, String field) throws BadRecordException {
    if (!element.path(field).isArray()) {
      throw new BadRecordException("has no list '" + field + "'");
    }
    return element.path(field);
  }

  private static List<String> all(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(value -> texts.add(value.asText().strip()));
    return texts.stream().filter(text -> !text.isEmpty()).toList();
  }

  private static List<String> notEmpty(List<String> texts, String field) throws BadRecordException {
    if (texts.isEmpty()) {
      throw new BadRecordException("'" + field + "' has no text");
    }
    return texts;
  }
}
