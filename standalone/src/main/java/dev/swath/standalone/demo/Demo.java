package dev.swath.standalone.demo;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Question;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.DeadLetters;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends scenes and questions through running services and follows the answers, until all have come
 * or it is stopped. Any client of the topics could do the same.
 */
public final class Demo {
  private static final Duration CHECK = Duration.ofMillis(500);

  private final Settings settings;
  private final Progress progress;
  private final OutputStream out;
  private final Ledger ledger = new Ledger();

  /**
   * What is sent and when it ends.
   *
   * @param client what a client of Kafka is made with: where it is, and how to log in
   * @param flow who takes what, in the order of the flow
   * @param scenes in the order in which they are sent
   * @param questions sent when ingest has taken the scenes
   * @param once whether to end when every answer has come
   * @param patience how long nothing may move before the run is given up
   * @param started the moment from which times are counted
   */
  public record Settings(
      Map<String, Object> client,
      List<Link> flow,
      List<Scene> scenes,
      List<Question> questions,
      boolean once,
      Duration patience,
      Instant started) {}

  /**
   * @param out gets each answer as one line of JSON
   */
  public Demo(Settings settings, Progress progress, OutputStream out) {
    this.settings = settings;
    this.progress = progress;
    this.out = out;
  }

  /**
   * Runs until all answers have come (if {@code once}) or it is stopped.
   *
   * @return what is wrong; empty if all is well, or it was stopped
   */
  public List<String> run(BooleanSupplier stopped) throws IOException {
    try (Monitor monitor = new Monitor(settings.client());
        Lag lag = new Lag(settings.client())) {
      List<Link> scenesTaken =
          settings.flow().stream().filter(l -> l.topic().equals(Topics.SCENES)).toList();
      sendScenes();
      boolean questionsSent = settings.questions().isEmpty();
      boolean allTold = false;
      String lastSeen = "";
      Instant lastMove = Instant.now();
      Instant nextCheck = Instant.now();
      while (!stopped.getAsBoolean()) {
        follow(monitor);
        if (Instant.now().isBefore(nextCheck)) {
          continue;
        }
        nextCheck = Instant.now().plus(CHECK);
        if (!questionsSent && lag.firstBusy(scenesTaken).isEmpty()) {
          sendQuestions();
          questionsSent = true;
        }
        Optional<String> busy = lag.firstBusy(settings.flow());
        String seen = status(busy);
        progress.status(seen);
        if (!seen.equals(lastSeen)) {
          lastSeen = seen;
          lastMove = Instant.now();
        }
        if (busy.isPresent() || !questionsSent) {
          if (settings.once() && lastMove.plus(settings.patience()).isBefore(Instant.now())) {
            return List.of(
                "nothing has moved for %d s: %s".formatted(settings.patience().toSeconds(), seen));
          }
        } else if (!allTold) {
          drain(monitor);
          allTold = true;
          List<String> problems = ledger.problems(monitor.fresh());
          progress.note("%d answers; nothing more is on its way.".formatted(ledger.answers()));
          if (settings.once()) {
            return problems;
          }
          problems.forEach(problem -> progress.note("Problem: " + problem));
          progress.note("Waiting for more scenes and questions; Ctrl-C stops.");
        }
      }
      return List.of();
    }
  }

  private String status(Optional<String> busy) {
    return "%d of %d answers so far%s"
        .formatted(ledger.answers(), ledger.expected(), busy.map(b -> "; " + b).orElse(""));
  }

  private void drain(Monitor monitor) throws IOException {
    do {
      follow(monitor);
    } while (!monitor.atEnd());
  }

  private void follow(Monitor monitor) throws IOException {
    for (ConsumerRecord<String, byte[]> message : monitor.poll()) {
      switch (message.topic()) {
        case Topics.OBSERVATIONS -> ledger.observed(Observation.parseFrom(message.value()));
        case Topics.CHANGE_TOKENS -> ledger.paired(VisualTokens.parseFrom(message.value()));
        case Topics.ANSWERS -> answered(message.value());
        default -> deadLetter(message);
      }
    }
  }

  private void answered(byte[] json) throws IOException {
    Answer answer = Answer.parse(json);
    if (ledger.answered(answer)) {
      out.write(json);
      out.write('\n');
      out.flush();
      progress.answer(AnswerLine.of(answer, Duration.between(settings.started(), Instant.now())));
    }
  }

  private void deadLetter(ConsumerRecord<String, byte[]> message) {
    Header reason = message.headers().lastHeader(DeadLetters.REASON);
    String text =
        "dead letter in %s, key %s: %s"
            .formatted(
                message.topic(),
                message.key(),
                reason == null
                    ? "no reason given"
                    : new String(reason.value(), StandardCharsets.UTF_8));
    ledger.deadLetter(text);
    progress.note(text);
  }

  /** All through one partition: ingest takes them in the order of acquisition. */
  private void sendScenes() {
    settings.scenes().forEach(ledger::sent);
    send(
        settings.scenes().stream()
            .map(s -> new ProducerRecord<>(Topics.SCENES, 0, s.id(), s.json()))
            .toList());
    progress.note("Sent %d scenes.".formatted(settings.scenes().size()));
  }

  private void sendQuestions() {
    settings.questions().forEach(ledger::sent);
    send(
        settings.questions().stream()
            .map(q -> new ProducerRecord<>(Topics.QUESTIONS, q.id(), q.toJson()))
            .toList());
    progress.note("Sent %d questions.".formatted(settings.questions().size()));
  }

  private void send(List<ProducerRecord<String, byte[]>> messages) {
    Map<String, Object> config = new HashMap<>(settings.client());
    config.put("acks", "all");
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = messages.stream().map(producer::send).toList();
      for (Future<RecordMetadata> acknowledgement : sent) {
        acknowledgement.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not take it: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while sending", e);
    }
  }
}
