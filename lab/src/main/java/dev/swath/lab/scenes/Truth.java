package dev.swath.lab.scenes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.lab.scenes.Landscape.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects what the sample scenes show, tile by tile, from the landscape itself (not from its
 * pixels).
 */
final class Truth {

  /** A tile counts when at least this share of it lies in the scene. */
  private static final double WHOLE = 0.95;

  /** A change counts for a tile when it covers at least this share of it. */
  private static final double CHANGED = 0.05;

  private final Landscape landscape;
  private final SceneGrid grid;
  private final ObjectNode truth = StacItemWriter.JSON.createObjectNode();
  private final ArrayNode scenes;
  private final ArrayNode changes;
  private final String[][] tiles = new String[Landscape.HEIGHT][Landscape.WIDTH];
  private final Map<String, Integer> wholeTiles = new TreeMap<>();

  Truth(Landscape landscape, SceneGrid grid, long seed) {
    this.landscape = landscape;
    this.grid = grid;
    truth.put("made_up", true);
    truth.put("seed", seed);
    truth.put(
        "about",
        "What the scenes beside this file show. Tiles are WebMercatorQuad z/x/y and lie wholly in"
            + " the scenes; 'covers' are shares of a tile.");
    scenes = truth.putArray("scenes");
    changes = truth.putArray("changes");
    for (int y = 0; y < Landscape.HEIGHT; y++) {
      for (int x = 0; x < Landscape.WIDTH; x++) {
        tiles[y][x] = grid.at(x + 0.5, y + 0.5).tile();
        wholeTiles.merge(tiles[y][x], 1, Integer::sum);
      }
    }
    double pixels = Landscape.PARCEL * Landscape.PARCEL;
    wholeTiles.values().removeIf(inside -> inside < WHOLE * pixels);
  }

  /** Adds the scene of a date, and what it shows for the first time. */
  void scene(int date, String item) {
    ObjectNode scene = scenes.addObject();
    scene.put("id", SampleScenes.sceneId(date));
    scene.put("item", item);
    scene.put("datetime", SampleScenes.DATETIMES.get(date));
    ObjectNode covers = scene.putObject("tiles");
    coverShares(date)
        .forEach(
            (tile, shares) -> {
              ObjectNode node = covers.putObject(tile).putObject("covers");
              shares.forEach((cover, share) -> node.put(cover.words(), rounded(share)));
            });
    for (Event event : Landscape.newAt(date)) {
      change(event, date);
    }
  }

  void video(String id, String item) {
    truth
        .putArray("videos")
        .addObject()
        .put("id", id)
        .put("item", item)
        .put("shows", "a residential street with houses, trees and moving cars");
  }

  void write(Path file) throws IOException {
    StacItemWriter.writeJson(file, truth);
  }

  private Map<String, Map<LandCover, Double>> coverShares(int date) {
    Map<String, Map<LandCover, Double>> shares = new TreeMap<>();
    eachPixel(
        (x, y, tile, weight) ->
            shares
                .computeIfAbsent(tile, key -> new EnumMap<>(LandCover.class))
                .merge(landscape.at(x + 0.5, y + 0.5, date), weight, Double::sum));
    return shares;
  }

  private void change(Event event, int date) {
    Map<String, Double> shares = new TreeMap<>();
    double[] box = {Landscape.WIDTH, Landscape.HEIGHT, 0, 0};
    eachPixel(
        (x, y, tile, weight) -> {
          boolean changed =
              landscape.at(x + 0.5, y + 0.5, date) != landscape.at(x + 0.5, y + 0.5, date - 1);
          if (changed && landscape.covers(event, x + 0.5, y + 0.5)) {
            shares.merge(tile, weight, Double::sum);
            box[0] = Math.min(box[0], x);
            box[1] = Math.min(box[1], y);
            box[2] = Math.max(box[2], x + 1);
            box[3] = Math.max(box[3], y + 1);
          }
        });
    ObjectNode change = changes.addObject();
    change.put("change", event.what());
    change.put("description", event.sentence());
    change.put("before", SampleScenes.sceneId(date - 1));
    change.put("after", SampleScenes.sceneId(date));
    ObjectNode changed = change.putObject("tiles");
    shares.forEach(
        (tile, share) -> {
          if (share >= CHANGED) {
            changed.put(tile, rounded(share));
          }
        });
    change.set("geometry", StacItemWriter.polygon(grid.ring(box[0], box[1], box[2], box[3])));
  }

  /** Called with a pixel of a whole tile and the share of that tile that the pixel is. */
  private interface PixelVisitor {
    void visit(int x, int y, String tile, double weight);
  }

  private void eachPixel(PixelVisitor visitor) {
    for (int y = 0; y < Landscape.HEIGHT; y++) {
      for (int x = 0; x < Landscape.WIDTH; x++) {
        Integer pixels = wholeTiles.get(tiles[y][x]);
        if (pixels != null) {
          visitor.visit(x, y, tiles[y][x], 1.0 / pixels);
        }
      }
    }
  }

  private static double rounded(double share) {
    return Math.round(share * 1000) / 1000.0;
  }
}
