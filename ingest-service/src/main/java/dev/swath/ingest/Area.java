package dev.swath.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.imagery.GeoBox;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;

/** An area of interest on Earth, in degrees. */
public final class Area {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String text;
  private final Path2D shape;

  private Area(String text, Path2D shape) {
    this.text = text;
    this.shape = shape;
  }

  /**
   * Reads a GeoJSON Polygon, or {@code west,south,east,north}. Spring calls this for configuration.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Area valueOf(String text) {
    return new Area(text, text.trim().startsWith("{") ? polygon(text) : box(text));
  }

  private static Path2D box(String text) {
    double[] edges;
    try {
      edges = Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw invalid(text);
    }
    if (edges.length != 4 || edges[0] >= edges[2] || edges[1] >= edges[3]) {
      throw invalid(text);
    }
    return new Path2D.Double(
        new Rectangle2D.Double(edges[0], edges[1], edges[2] - edges[0], edges[3] - edges[1]));
  }

  private static Path2D polygon(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid(text);
    }
    if (!"Polygon".equals(json.path("type").asText()) || json.path("coordinates").isEmpty()) {
      throw invalid(text);
    }
    // A hole is a ring within a ring: with the even-odd rule it is outside.
    Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    for (JsonNode ring : json.path("coordinates")) {
      if (ring.size() < 4) {
        throw invalid(text);
      }
      for (int i = 0; i < ring.size(); i++) {
        double longitude = coordinate(text, ring.path(i).path(0));
        double latitude = coordinate(text, ring.path(i).path(1));
        if (i == 0) {
          path.moveTo(longitude, latitude);
        } else {
          path.lineTo(longitude, latitude);
        }
      }
      path.closePath();
    }
    return path;
  }

  private static double coordinate(String text, JsonNode number) {
    if (!number.isNumber()) {
      throw invalid(text);
    }
    return number.asDouble();
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "an area must be a GeoJSON Polygon or west,south,east,north in degrees, is: " + text);
  }

  /** Whether any part of a box lies in this area. */
  boolean touches(GeoBox box) {
    return shape.intersects(
        box.west(), box.south(), box.east() - box.west(), box.north() - box.south());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Area area && area.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
