package dev.swath.encoder;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.servicekit.Stage;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;

/** Takes observations, publishes visual tokens. */
final class ObservationListener {

  private final Stage stage;
  private final ObservationEncoder encoder;
  private final int featureMapBytes;

  /**
   * @param featureMapBytes how much one frame's features take: much more than its image
   */
  ObservationListener(Stage stage, ObservationEncoder encoder, int featureMapBytes) {
    this.stage = stage;
    this.encoder = encoder;
    this.featureMapBytes = featureMapBytes;
  }

  @KafkaListener(topics = Topics.OBSERVATIONS, batch = "true")
  void onObservations(List<ConsumerRecord<String, byte[]>> messages) {
    stage.handle(
        messages,
        message -> DecodedObservation.read(message.value()),
        (message, observation) -> message.value().length + bytes(observation),
        this::encode);
  }

  private long bytes(DecodedObservation observation) {
    return observation.images().stream()
        .mapToLong(image -> (long) image.rgb().length + featureMapBytes)
        .sum();
  }

  private List<List<Event>> encode(List<DecodedObservation> observations) {
    return encoder.encode(observations).stream().map(tokens -> List.of(Event.of(tokens))).toList();
  }
}
