package dev.swath.imagery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads STAC 1.0 and 1.1 Items; every error names the JSON field. */
final class StacItemReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode item;
  private final String id;
  private final JsonNode properties;
  private final URI base;

  private StacItemReader(JsonNode item, URI base) {
    if (!item.isObject() || !"Feature".equals(item.path("type").asText())) {
      throw new SceneException("not a STAC Item: 'type' must be \"Feature\"");
    }
    this.item = item;
    this.id = item.path("id").asText();
    if (id.isBlank()) {
      throw new SceneException("STAC Item has no 'id'");
    }
    if (!item.path("stac_version").asText().startsWith("1.")) {
      throw error("stac_version", "must be 1.0 or 1.1, is " + item.path("stac_version"));
    }
    this.properties = item.path("properties");
    this.base = base != null ? base : selfLink();
  }

  static StacItem read(String json, URI base) {
    return read(tree(json), base);
  }

  static String located(String json, URI self) {
    if (!(tree(json) instanceof ObjectNode item)) {
      throw new SceneException("not a STAC Item: a JSON object is expected");
    }
    ArrayNode links = item.arrayNode();
    links.addObject().put("rel", "self").put("href", self.toString());
    for (JsonNode link : item.path("links")) {
      if (!"self".equals(link.path("rel").asText())) {
        links.add(link);
      }
    }
    return item.set("links", links).toString();
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new SceneException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  static StacItem read(JsonNode json, URI base) {
    return new StacItemReader(json, base).read();
  }

  private StacItem read() {
    List<StacAsset> assets = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : item.path("assets").properties()) {
      assets.add(asset(entry.getKey(), entry.getValue()));
    }
    if (assets.isEmpty()) {
      throw error("assets", "is missing or empty: nothing to read");
    }
    return new StacItem(
        id,
        item.path("collection").asText(""),
        properties.path("platform").asText(""),
        acquired(),
        gsd(assets),
        numbers(item.path("bbox"), "bbox").map(StacItemReader::flatBox),
        assets,
        Optional.ofNullable(base));
  }

  private Instant acquired() {
    if (properties.hasNonNull("datetime")) {
      return instant("datetime");
    }
    if (properties.hasNonNull("start_datetime") && properties.hasNonNull("end_datetime")) {
      Instant start = instant("start_datetime");
      return start.plus(Duration.between(start, instant("end_datetime")).dividedBy(2));
    }
    throw error(
        "properties.datetime",
        "is missing, and so is start_datetime or end_datetime: when was it?");
  }

  private Instant instant(String field) {
    String text = properties.path(field).asText();
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw error(
          "properties." + field, "is not an RFC 3339 time like 2024-05-01T10:00:00Z: " + text);
    }
  }

  private OptionalDouble gsd(List<StacAsset> assets) {
    JsonNode declared = properties.path("gsd");
    if (declared.isNumber() && declared.asDouble() > 0) {
      return OptionalDouble.of(declared.asDouble());
    }
    return assets.stream()
        .filter(a -> a.transform().isPresent() && !a.crs().orElse("EPSG:4326").endsWith(":4326"))
        .mapToDouble(a -> Math.hypot(a.transform().get().get(0), a.transform().get().get(3)))
        .min();
  }

  private StacAsset asset(String key, JsonNode asset) {
    String field = "assets." + key;
    List<String> roles = new ArrayList<>();
    asset.path("roles").forEach(role -> roles.add(role.asText()));
    return new StacAsset(
        key,
        href(field, asset.path("href").asText()),
        asset.path("type").asText().toLowerCase(Locale.ROOT),
        roles,
        bands(key, asset),
        crs(asset),
        transform(field, asset),
        asset.path("file:size").isNumber()
            ? OptionalLong.of(asset.path("file:size").asLong())
            : OptionalLong.empty(),
        Optional.ofNullable(asset.path("file:checksum").textValue()));
  }

  private URI href(String field, String href) {
    if (href.isBlank()) {
      throw error(field + ".href", "is missing");
    }
    URI uri;
    try {
      uri = URI.create(href.replace(" ", "%20"));
    } catch (IllegalArgumentException e) {
      throw error(field + ".href", "is not an address: " + href);
    }
    // A plain absolute path is not a URI, but it is what people write.
    return uri.isAbsolute() ? uri : resolve(field, href, uri);
  }

  private URI resolve(String field, String href, URI uri) {
    if (base == null && href.startsWith("/")) {
      return URI.create("file://" + uri.getRawPath());
    }
    if (base == null) {
      throw error(
          field + ".href",
          "is relative (" + href + ") but the Item has no absolute 'self' link to resolve it with");
    }
    return base.resolve(uri);
  }

  private List<StacBand> bands(String key, JsonNode asset) {
    // STAC 1.1 has one list; 1.0 spreads a band over two lists of the same order.
    boolean unified = asset.path("bands").isArray();
    JsonNode bands = unified ? asset.path("bands") : asset.path("eo:bands");
    JsonNode raster = unified ? bands : asset.path("raster:bands");
    int count = Math.max(bands.size(), raster.size());
    List<StacBand> result = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      JsonNode band = bands.path(i);
      String name = band.path("name").asText();
      String common = band.path("eo:common_name").asText(band.path("common_name").asText(name));
      if (common.isBlank()) {
        common = count == 1 ? key : "band" + (i + 1);
      }
      JsonNode values = raster.path(i);
      JsonNode nodata = values.hasNonNull("nodata") ? values.path("nodata") : asset.path("nodata");
      result.add(
          new StacBand(
              name,
              common.toLowerCase(Locale.ROOT),
              number(nodata),
              number(values.path(unified ? "raster:scale" : "scale")).orElse(1),
              number(values.path(unified ? "raster:offset" : "offset")).orElse(0)));
    }
    return result;
  }

  private Optional<String> crs(JsonNode asset) {
    for (JsonNode holder : List.of(asset, properties)) {
      if (holder.path("proj:code").isTextual()) {
        return Optional.of(holder.path("proj:code").asText());
      }
      if (holder.path("proj:epsg").isNumber()) {
        return Optional.of("EPSG:" + holder.path("proj:epsg").asInt());
      }
    }
    return Optional.empty();
  }

  private Optional<List<Double>> transform(String field, JsonNode asset) {
    JsonNode node = asset.has("proj:transform") ? asset : properties;
    Optional<List<Double>> transform =
        numbers(node.path("proj:transform"), field + ".proj:transform");
    if (transform.isPresent() && transform.get().size() < 6) {
      throw error(field + ".proj:transform", "must have at least six numbers");
    }
    return transform;
  }

  private Optional<List<Double>> numbers(JsonNode array, String field) {
    if (!array.isArray()) {
      return Optional.empty();
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode number : array) {
      if (!number.isNumber()) {
        throw error(field, "must hold numbers only, has " + number);
      }
      numbers.add(number.asDouble());
    }
    if (field.equals("bbox") && numbers.size() != 4 && numbers.size() != 6) {
      throw error(field, "must have 4 or 6 numbers, has " + numbers.size());
    }
    return Optional.of(numbers);
  }

  private static List<Double> flatBox(List<Double> box) {
    return box.size() == 4 ? box : List.of(box.get(0), box.get(1), box.get(3), box.get(4));
  }

  private static OptionalDouble number(JsonNode node) {
    if (node.isNumber()) {
      return OptionalDouble.of(node.asDouble());
    }
    // STAC spells the values that JSON cannot as strings.
    return "nan".equals(node.asText()) ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty();
  }

  private URI selfLink() {
    for (JsonNode link : item.path("links")) {
      if ("self".equals(link.path("rel").asText())) {
        try {
          URI self = URI.create(link.path("href").asText());
          return self.isAbsolute() ? self : null;
        } catch (IllegalArgumentException e) {
          return null;
        }
      }
    }
    return null;
  }

  private SceneException error(String field, String problem) {
    return new SceneException("STAC Item '" + id + "': " + field + " " + problem);
  }
}
