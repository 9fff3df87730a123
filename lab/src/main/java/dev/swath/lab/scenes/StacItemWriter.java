package dev.swath.lab.scenes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Writes the STAC Items of the sample scenes. */
final class StacItemWriter {

  /** The bands of the rasters, in order; STAC's common names are the same words. */
  private static final List<String> BANDS = List.of("red", "green", "blue", "nir");

  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final String EXTENSION = "https://stac-extensions.github.io/%s/schema.json";

  private final ObjectNode item;

  private StacItemWriter(
      String version, String id, String datetime, double gsd, String description) {
    item = JSON.createObjectNode();
    item.put("type", "Feature");
    item.put("stac_version", version);
    item.putArray("stac_extensions").add(EXTENSION.formatted("file/v2.1.0"));
    item.put("id", id);
    item.put("collection", "swath-made-up");
    item.putNull("geometry");
    item.putNull("bbox");
    ObjectNode properties = item.putObject("properties");
    properties.put("datetime", datetime);
    properties.put("gsd", gsd);
    properties.put("platform", "made-up");
    properties.put("description", description);
    properties.put("swath:made_up", true);
    item.putArray("links");
    item.putObject("assets");
  }

  /** An Item of STAC 1.1 with a raster asset: {@code bands} and {@code proj:code}. */
  static StacItemWriter raster(String id, String datetime, String description, Path file)
      throws IOException {
    StacItemWriter stac = new StacItemWriter("1.1.0", id, datetime, SceneGrid.PIXEL, description);
    stac.extend("projection/v2.0.0", "eo/v2.0.0");
    stac.properties().put("proj:code", "EPSG:" + SceneGrid.EPSG);
    ArrayNode bands = stac.rasterAsset(file).putArray("bands");
    for (String band : BANDS) {
      bands.addObject().put("name", band).put("eo:common_name", band);
    }
    return stac;
  }

  /** The same in STAC 1.0, as many archives still have it: {@code eo:bands}, {@code proj:epsg}. */
  static StacItemWriter oldRaster(String id, String datetime, String description, Path file)
      throws IOException {
    StacItemWriter stac = new StacItemWriter("1.0.0", id, datetime, SceneGrid.PIXEL, description);
    stac.extend("projection/v1.1.0", "eo/v1.1.0");
    stac.properties().put("proj:epsg", SceneGrid.EPSG);
    ArrayNode bands = stac.rasterAsset(file).putArray("eo:bands");
    for (String band : BANDS) {
      bands.addObject().put("name", band).put("common_name", band);
    }
    return stac;
  }

  /** An Item of STAC 1.1 with a video asset. */
  static StacItemWriter video(String id, String datetime, double gsd, String description, Path file)
      throws IOException {
    StacItemWriter stac = new StacItemWriter("1.1.0", id, datetime, gsd, description);
    stac.asset("video", file, "video/mp4");
    return stac;
  }

  /** Sets the footprint: a closed ring, counter-clockwise. */
  StacItemWriter footprint(List<SceneGrid.Place> ring) {
    item.set("geometry", polygon(ring));
    ArrayNode bbox = item.putArray("bbox");
    bbox.add(ring.stream().mapToDouble(p -> degrees(p.lon())).min().orElseThrow());
    bbox.add(ring.stream().mapToDouble(p -> degrees(p.lat())).min().orElseThrow());
    bbox.add(ring.stream().mapToDouble(p -> degrees(p.lon())).max().orElseThrow());
    bbox.add(ring.stream().mapToDouble(p -> degrees(p.lat())).max().orElseThrow());
    return this;
  }

  /** The Item as JSON, to {@code file}. */
  void write(Path file) throws IOException {
    writeJson(file, item);
  }

  static void writeJson(Path file, ObjectNode json) throws IOException {
    // The line ends are fixed, so that the files are the same on every platform.
    Files.writeString(
        file, JSON.writeValueAsString(json).replace(System.lineSeparator(), "\n") + "\n");
  }

  static ObjectNode polygon(List<SceneGrid.Place> ring) {
    ObjectNode polygon = JSON.createObjectNode().put("type", "Polygon");
    ArrayNode points = polygon.putArray("coordinates").addArray();
    ring.forEach(p -> points.addArray().add(degrees(p.lon())).add(degrees(p.lat())));
    return polygon;
  }

  /** To 1e-7 degrees: 1 cm, and so coarse that no platform's arithmetic shows. */
  private static double degrees(double value) {
    return Math.round(value * 1e7) / 1e7;
  }

  private ObjectNode properties() {
    return (ObjectNode) item.get("properties");
  }

  private void extend(String... extensions) {
    for (String extension : extensions) {
      item.withArray("stac_extensions").add(EXTENSION.formatted(extension));
    }
  }

  private ObjectNode rasterAsset(Path file) throws IOException {
    ObjectNode asset = asset("image", file, "image/tiff; application=geotiff");
    asset.putArray("proj:shape").add(Landscape.HEIGHT).add(Landscape.WIDTH);
    asset
        .putArray("proj:transform")
        .add(SceneGrid.PIXEL)
        .add(0)
        .add(SceneGrid.EAST)
        .add(0)
        .add(-SceneGrid.PIXEL)
        .add(SceneGrid.NORTH);
    return asset;
  }

  private ObjectNode asset(String key, Path file, String mediaType) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ObjectNode asset = ((ObjectNode) item.get("assets")).putObject(key);
    asset.put("href", "./" + file.getFileName());
    asset.put("type", mediaType);
    asset.putArray("roles").add("data");
    asset.put("file:size", bytes.length);
    asset.put("file:checksum", multihash(bytes));
    return asset;
  }

  /** A multihash, as the file extension wants it: 12 (SHA-256), 20 (32 bytes), the digest. */
  private static String multihash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "1220" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
