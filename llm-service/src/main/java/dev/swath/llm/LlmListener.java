package dev.swath.llm;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Event;
import dev.swath.contracts.v1.Prompts;
import dev.swath.servicekit.Protobuf;
import dev.swath.servicekit.Stage;
import dev.swath.servicekit.Traces;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;

/**
 * Takes prompts, publishes answers. A message that this model cannot decode becomes a dead letter.
 */
@Component
final class LlmListener {
  private final Stage stage;
  private final PromptReader reader;
  private final Answerer answerer;
  private final AnswerLatency latency;
  private final Traces traces;

  LlmListener(
      Stage stage, PromptReader reader, Answerer answerer, AnswerLatency latency, Traces traces) {
    this.stage = stage;
    this.reader = reader;
    this.answerer = answerer;
    this.latency = latency;
    this.traces = traces;
  }

  void onPrompts(List<ConsumerRecord<String, byte[]>> messages) {
    stage.handle(messages, this::read, this::answers);
  }

  private Answerer.Asked read(ConsumerRecord<String, byte[]> message) {
    Prompts prompts = Protobuf.read(message.value(), Prompts.parser());
    return new Answerer.Asked(prompts, reader.requests(prompts), traces.currentId());
  }

  private List<List<Event>> answers(List<Answerer.Asked> observations) {
    List<List<Answer>> answers = answerer.answer(observations);
    observations.forEach(observation -> latency.answered(observation.prompts()));
    return answers.stream().map(ofOne -> ofOne.stream().map(Event::of).toList()).toList();
  }
}
