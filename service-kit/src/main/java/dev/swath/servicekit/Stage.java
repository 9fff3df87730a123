package dev.swath.servicekit;

import dev.swath.contracts.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;

/**
 * From a polled batch to published results: reads each message, works on all of them together, and
 * publishes. One bad message never takes its neighbours with it: those before it are finished and
 * committed, it becomes a dead letter, and those after it are delivered again. What memory is too
 * small for is worked on in halves. Thread-safe.
 */
public final class Stage {

  private static final Logger log = LoggerFactory.getLogger(Stage.class);

  private final Publisher publisher;
  private final StageMetrics metrics;

  Stage(Publisher publisher, StageMetrics metrics) {
    this.publisher = publisher;
    this.metrics = metrics;
  }

  /** Reads one message. */
  @FunctionalInterface
  public interface Reader<I> {
    /**
     * @throws BadInputException if the message is no such input
     */
    I read(ConsumerRecord<String, byte[]> message);
  }

  /** Works on several inputs together. */
  @FunctionalInterface
  public interface Work<I> {
    /** Returns as many lists as there are inputs: what to publish for each of them, in order. */
    List<List<Event>> apply(List<I> inputs);
  }

  /**
   * Handles what one poll returned. To be called by a batch listener, which then simply returns.
   *
   * @throws BatchListenerFailedException for the first message that failed; the error handler of
   *     this kit retries it or publishes it as a dead letter
   */
  public <I> void handle(
      List<ConsumerRecord<String, byte[]>> messages, Reader<I> reader, Work<I> work) {
    List<I> inputs = new ArrayList<>();
    Throwable unreadable = null;
    for (ConsumerRecord<String, byte[]> message : messages) {
      try {
        inputs.add(reader.read(message));
      } catch (RuntimeException | OutOfMemoryError e) {
        unreadable = e;
        break;
      }
    }
    if (!inputs.isEmpty()) {
      work(messages, inputs, work);
    }
    if (!messages.isEmpty()) {
      metrics.in(messages.get(0).topic(), inputs.size() + (unreadable == null ? 0 : 1));
    }
    if (unreadable != null) {
      throw failed(messages, inputs.size(), unreadable);
    }
  }

  /** What was done before a failure is published: only what failed is done again. */
  private <I> void work(
      List<ConsumerRecord<String, byte[]>> messages, List<I> inputs, Work<I> work) {
    List<List<Event>> done = new ArrayList<>();
    try {
      together(inputs, work, done);
    } catch (RuntimeException | OutOfMemoryError e) {
      publish(messages, done);
      throw failed(messages, done.size(), e);
    }
    publish(messages, done);
  }

  private <I> void together(List<I> inputs, Work<I> work, List<List<Event>> done) {
    try {
      Halving.work(inputs, batch -> timed(batch, work), done);
      return;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (inputs.size() == 1 || Failure.of(e) == Failure.OUT_OF_MEMORY) {
        throw e;
      }
      log.warn("A batch of {} failed; each is tried alone", inputs.size(), e);
    }
    for (I input : inputs.subList(done.size(), inputs.size())) {
      done.addAll(timed(List.of(input), work));
    }
  }

  private <I> List<List<Event>> timed(List<I> inputs, Work<I> work) {
    long start = System.nanoTime();
    List<List<Event>> results = work.apply(inputs);
    if (results.size() != inputs.size()) {
      throw new IllegalStateException(results.size() + " results for " + inputs.size() + " inputs");
    }
    metrics.worked(inputs.size(), System.nanoTime() - start);
    return results;
  }

  private void publish(List<ConsumerRecord<String, byte[]>> messages, List<List<Event>> results) {
    List<Event> events = new ArrayList<>();
    List<Integer> origins = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      for (Event event : results.get(i)) {
        events.add(event);
        origins.add(i);
      }
    }
    try {
      publisher.publish(events);
    } catch (PublishException e) {
      throw failed(messages, origins.get(e.index()), e);
    }
  }

  private static BatchListenerFailedException failed(
      List<ConsumerRecord<String, byte[]>> messages, int index, Throwable failure) {
    ConsumerRecord<String, byte[]> message = messages.get(index);
    return new BatchListenerFailedException(
        "%s, partition %d, offset %d: %s"
            .formatted(
                message.topic(),
                message.partition(),
                message.offset(),
                DeadLetters.reason(failure)),
        failure,
        index);
  }
}
