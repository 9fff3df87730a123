package dev.swath.imagery;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A scene as its STAC 1.0 or 1.1 Item describes it.
 *
 * @param id the scene's id
 * @param collection the series that the scene belongs to; empty when not given
 * @param platform the satellite or aircraft; empty when not given
 * @param acquired {@code datetime}, or the middle of {@code start_datetime} and {@code
 *     end_datetime}
 * @param gsd ground sample distance in metres: {@code gsd}, or the pixel size of a metric {@code
 *     proj:transform}
 * @param bbox west, south, east, north in degrees; west &gt; east when it crosses the antimeridian
 * @param assets in the order of the Item
 * @param origin where the Item lies: its file, or its absolute {@code self} link; empty when it
 *     does not say
 */
public record StacItem(
    String id,
    String collection,
    String platform,
    Instant acquired,
    OptionalDouble gsd,
    Optional<List<Double>> bbox,
    List<StacAsset> assets,
    Optional<URI> origin) {

  public StacItem {
    assets = List.copyOf(assets);
  }

  /**
   * Reads an Item from a file; relative hrefs are resolved against it.
   *
   * @throws SceneException if it is not a usable Item
   */
  public static StacItem read(Path file) throws IOException {
    return StacItemReader.read(Files.readString(file), file.toUri());
  }

  /**
   * Reads an Item that arrived in a message. Relative hrefs are resolved against its {@code self}
   * link.
   *
   * @throws SceneException naming the JSON field, if it is not a usable Item
   */
  public static StacItem parse(String json) {
    return StacItemReader.read(json, null);
  }

  /** Like {@link #parse(String)}. */
  public static StacItem parse(JsonNode json) {
    return StacItemReader.read(json, null);
  }

  /**
   * The JSON of an Item in a file, with a {@code self} link that says where the file is: so it can
   * travel in a message and its relative hrefs still lead to the assets.
   *
   * @throws SceneException if it is not JSON
   */
  public static String located(Path file) throws IOException {
    return StacItemReader.located(Files.readString(file), file.toUri());
  }
}
