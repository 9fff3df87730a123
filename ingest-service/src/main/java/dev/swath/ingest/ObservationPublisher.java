package dev.swath.ingest;

import dev.swath.contracts.Event;
import dev.swath.contracts.v1.Observation;
import dev.swath.imagery.SceneException;
import dev.swath.servicekit.BadInputException;
import dev.swath.servicekit.KafkaSettings;
import dev.swath.servicekit.Publisher;
import dev.swath.servicekit.StageMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;

/**
 * Publishes the observations of one scene or question a few at a time, limited in number and bytes,
 * so that a large scene is never held in memory whole, and returns when the broker has them all.
 */
@Component
final class ObservationPublisher {
  private static final int CHUNK = 64;

  private final Publisher publisher;
  private final StageMetrics metrics;
  private final long inFlight;

  ObservationPublisher(Publisher publisher, StageMetrics metrics, KafkaSettings settings) {
    this.publisher = publisher;
    this.metrics = metrics;
    this.inFlight = settings.inFlight().toBytes();
  }

  /**
   * Runs some work that makes observations.
   *
   * @param input the scene or the question; its time is when it arrived
   * @return how many were published
   * @throws BadInputException if the input is unusable; observations made before that was found out
   *     have been published, and are the same ones when the mended input comes again
   */
  int publish(ConsumerRecord<?, ?> input, Consumer<Consumer<Observation>> work) {
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
    return chunks.count;
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
