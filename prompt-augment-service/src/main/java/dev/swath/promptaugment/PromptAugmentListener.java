package dev.swath.promptaugment;

import dev.swath.contracts.Event;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.Protobuf;
import dev.swath.servicekit.Stage;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;

/**
 * Takes features, publishes prompts. A message that contradicts itself becomes a dead letter; one
 * that nothing is asked of ends here.
 */
@Component
final class PromptAugmentListener {
  private final Stage stage;
  private final PromptAugmenter augmenter;

  PromptAugmentListener(Stage stage, PromptAugmenter augmenter) {
    this.stage = stage;
    this.augmenter = augmenter;
  }

  void onFeatures(List<ConsumerRecord<String, byte[]>> messages) {
    stage.handle(messages, this::read, this::prompts);
  }

  private Asked read(ConsumerRecord<String, byte[]> message) {
    return augmenter.read(Protobuf.read(message.value(), VisualTokens.parser()));
  }

  private List<List<Event>> prompts(List<Asked> observations) {
    return augmenter.augment(observations).stream()
        .map(prompts -> prompts.map(Event::of).stream().toList())
        .toList();
  }
}
