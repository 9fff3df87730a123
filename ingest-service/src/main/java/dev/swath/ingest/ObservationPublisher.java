package dev.swath.ingest;

import dev.swath.contracts.Event;
import dev.swath.contracts.v1.Observation;
import dev.swath.imagery.SceneException;
import dev.swath.servicekit.BadInputException;
import dev.swath.servicekit.Hop;
import dev.swath.servicekit.KafkaSettings;
import dev.swath.servicekit.Publisher;
import dev.swath.servicekit.StageMetrics;
import dev.swath.servicekit.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Publishes the observations of one scene or question a few at a time, limited in number and bytes,
 * so that a large scene is never held in memory whole, and returns when the broker has them all.
 * They are of the trace of the scene or question.
 */
@Component
final class ObservationPublisher {
  private static final Logger log = LoggerFactory.getLogger(ObservationPublisher.class);
  private static final int CHUNK = 64;

  private final Publisher publisher;
  private final StageMetrics metrics;
  private final Traces traces;
  private final long inFlight;

  ObservationPublisher(
      Publisher publisher, StageMetrics metrics, Traces traces, KafkaSettings settings) {
    this.publisher = publisher;
    this.metrics = metrics;
    this.traces = traces;
    this.inFlight = settings.inFlight().toBytes();
  }

  /**
   * Runs some work that makes observations.
   *
   * @param input the scene or the question; its time is when it arrived
   * @throws BadInputException if the input is unusable; observations made before that was found out
   *     have been published, and are the same ones when the mended input comes again
   */
  void publish(ConsumerRecord<?, ?> input, Consumer<Consumer<Observation>> work) {
    try (Hop hop = traces.take(input)) {
      try {
        hop.in(
            () -> {
              work(input, work);
              return null;
            });
      } catch (RuntimeException e) {
        hop.failed(e);
        throw e;
      }
    }
  }

  private void work(ConsumerRecord<?, ?> input, Consumer<Consumer<Observation>> work) {
    metrics.in(input.topic(), 1);
    Chunks chunks = new Chunks(input.timestamp());
    long start = System.nanoTime();
    try {
      work.accept(chunks);
    } catch (SceneException e) {
      throw new BadInputException(e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      // An error, unlike an exception, would stop the listener for good.
      throw new IllegalStateException("memory is too small for this scene: " + e.getMessage(), e);
    }
    chunks.flush();
    metrics.worked(1, System.nanoTime() - start - chunks.publishing);
    log.info(
        "Topic {}, key {}: {} observations in {} ms",
        input.topic(),
        input.key(),
        chunks.count,
        (System.nanoTime() - start) / 1_000_000);
  }

  private final class Chunks implements Consumer<Observation> {
    private final List<Event> waiting = new ArrayList<>();
    private final long arrivedMs;
    private int count;
    private long bytes;
    private long publishing;

    Chunks(long arrivedMs) {
      this.arrivedMs = Math.max(0, arrivedMs);
    }

    @Override
    public void accept(Observation observation) {
      Observation.Builder arrived = observation.toBuilder();
      arrived.getAcquisitionBuilder().setArrivedMs(arrivedMs);
      Event event = Event.of(arrived.build());
      waiting.add(event);
      bytes += event.payload().length;
      count++;
      if (waiting.size() == CHUNK || bytes >= inFlight) {
        flush();
      }
    }

    private void flush() {
      long start = System.nanoTime();
      publisher.publish(List.copyOf(waiting));
      waiting.clear();
      bytes = 0;
      publishing += System.nanoTime() - start;
    }
  }
}
