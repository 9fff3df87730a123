package dev.swath.ingest;

import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.imagery.StacItem;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Takes scenes, publishes one observation a tile. A scene that cannot be read becomes a dead
 * letter.
 */
@Component
final class SceneListener {
  private final ObservationMaker maker;
  private final StandingTasks tasks;
  private final ObservationPublisher publisher;
  private final double minValidFraction;

  SceneListener(
      ObservationMaker maker,
      StandingTasks tasks,
      ObservationPublisher publisher,
      IngestSettings settings) {
    this.maker = maker;
    this.tasks = tasks;
    this.publisher = publisher;
    this.minValidFraction = settings.minValidFraction();
  }

  @KafkaListener(topics = Topics.SCENES)
  void onScene(ConsumerRecord<String, byte[]> message) {
    publisher.publish(message, sink -> observe(SceneMessage.read(message.value()), sink));
  }

  private void observe(StacItem item, Consumer<Observation> sink) {
    boolean video = ObservationMaker.has(item, Kind.VIDEO);
    if (video) {
      maker.video(item, tile -> tasks.of(tile, Kind.VIDEO), sink);
    }
    // A scene of neither is refused with the list of its assets.
    if (!video || ObservationMaker.has(item, Kind.IMAGE)) {
      maker.images(
          item,
          ObservationMaker.Choice.all(),
          minValidFraction,
          tile -> tasks.of(tile, Kind.IMAGE),
          sink);
    }
  }
}
