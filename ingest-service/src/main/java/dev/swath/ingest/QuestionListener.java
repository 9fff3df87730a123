package dev.swath.ingest;

import dev.swath.contracts.Question;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import dev.swath.imagery.GeoBox;
import dev.swath.imagery.SceneException;
import dev.swath.imagery.StacItem;
import dev.swath.imagery.TileGrid;
import dev.swath.imagery.TileKey;
import dev.swath.servicekit.BadInputException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Takes questions, publishes the tiles that they ask about with the question as the only task. A
 * question that cannot be asked (an unknown scene, a place outside of it) becomes a dead letter.
 */
@Component
final class QuestionListener {
  private final KnownScenes scenes;
  private final ObservationMaker maker;
  private final QuestionTasks tasks;
  private final ObservationPublisher publisher;
  private final IngestSettings settings;

  QuestionListener(
      KnownScenes scenes,
      ObservationMaker maker,
      QuestionTasks tasks,
      ObservationPublisher publisher,
      IngestSettings settings) {
    this.scenes = scenes;
    this.maker = maker;
    this.tasks = tasks;
    this.publisher = publisher;
    this.settings = settings;
  }

  // A group of its own: a scene that takes long must not hold up the questions' partitions.
  @KafkaListener(topics = Topics.QUESTIONS, groupId = "${spring.kafka.consumer.group-id}-questions")
  void onQuestion(ConsumerRecord<String, byte[]> message) {
    publisher.publish(message, sink -> observeSome(read(message.value()), sink));
  }

  private void observeSome(Question question, Consumer<Observation> sink) {
    AtomicInteger count = new AtomicInteger();
    observe(
        question,
        observation -> {
          count.incrementAndGet();
          sink.accept(observation);
        });
    if (count.get() == 0) {
      throw new BadInputException("the scene has no data at the place that is asked about");
    }
  }

  private static Question read(byte[] value) {
    if (value == null || value.length == 0) {
      throw new BadInputException("the message has no value: a question is expected");
    }
    try {
      return Question.parse(value);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private void observe(Question question, Consumer<Observation> sink) {
    StacItem item = item(question);
    boolean image = ObservationMaker.has(item, Kind.IMAGE);
    Kind kind = question.observationKind().orElse(image ? Kind.IMAGE : Kind.VIDEO);
    List<Task> asked = List.of(tasks.of(question, kind));
    if (kind != Kind.VIDEO) {
      // A place that was named is answered even if it lies at the scene's ragged edge.
      boolean named = question.point() != null || question.tile() != null;
      maker.images(
          item,
          (bounds, zoom) -> tiles(question, bounds, zoom),
          named ? 0 : settings.minValidFraction(),
          tile -> asked,
          sink);
    } else if (ObservationMaker.has(item, Kind.VIDEO)) {
      maker.video(item, tile -> asked, sink);
    } else {
      throw new SceneException("'kind' is video, but scene '" + item.id() + "' has none");
    }
  }

  private StacItem item(Question question) {
    if (question.item() != null) {
      return StacItem.parse(question.item());
    }
    return scenes
        .find(question.scene())
        .orElseThrow(
            () ->
                new BadInputException(
                    "scene '"
                        + question.scene()
                        + "' is not known: publish its STAC Item to '"
                        + Topics.SCENES
                        + "' first, or send it as 'item'"));
  }

  private List<TileKey> tiles(Question question, GeoBox bounds, int zoom) {
    List<TileKey> tiles = List.of();
    if (question.tile() != null) {
      tiles = List.of(tile(question.tile()));
    } else if (question.point() != null) {
      tiles = List.of(TileGrid.at(question.point().get(0), question.point().get(1), zoom));
    } else if (question.bbox() == null) {
      tiles = TileGrid.covering(bounds, zoom);
    } else if (common(question.bbox(), bounds) != null) {
      tiles = TileGrid.covering(common(question.bbox(), bounds), zoom);
    }
    if (tiles.stream().noneMatch(tile -> tile.geoBox().intersects(bounds))) {
      throw new BadInputException(
          "the place that is asked about lies outside the scene, which covers longitude %.5f to"
                  .formatted(bounds.west())
              + " %.5f and latitude %.5f to %.5f"
                  .formatted(bounds.east(), bounds.south(), bounds.north()));
    }
    if (tiles.size() > settings.questions().maxTiles()) {
      throw new BadInputException(
          "the question is about %d tiles, more than swath.ingest.questions.max-tiles=%d: name a"
                  .formatted(tiles.size(), settings.questions().maxTiles())
              + " smaller bbox, a point or a tile");
    }
    return tiles;
  }

  private static TileKey tile(String key) {
    try {
      return TileKey.parse(key);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("'tile': " + e.getMessage(), e);
    }
  }

  /** What a box and the scene have in common, or null. */
  private static GeoBox common(List<Double> bbox, GeoBox bounds) {
    double west = Math.max(bbox.get(0), bounds.west());
    double south = Math.max(bbox.get(1), bounds.south());
    double east = Math.min(bbox.get(2), bounds.east());
    double north = Math.min(bbox.get(3), bounds.north());
    return west <= east && south <= north ? new GeoBox(west, south, east, north) : null;
  }
}
