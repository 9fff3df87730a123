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
 * committed, it becomes a dead letter, and those after it are delivered again. What is worked on
 * together is limited in bytes, and what memory is too small for is worked on in halves.
 * Thread-safe.
 */
public final class Stage {

  private static final Logger log = LoggerFactory.getLogger(Stage.class);

  private final Publisher publisher;
  private final StageMetrics metrics;
  private final long inFlight;

  Stage(Publisher publisher, StageMetrics metrics, KafkaSettings settings) {
    this.publisher = publisher;
    this.metrics = metrics;
    this.inFlight = settings.inFlight().toBytes();
  }

  /** Reads one message. */
  @FunctionalInterface
  public interface Reader<I> {
    /**
     * @throws BadInputException if the message is no such input
     */
    I read(ConsumerRecord<String, byte[]> message);
  }

  /** What a message takes, in bytes, from when it is read until its results are published. */
  @FunctionalInterface
  public interface Weight<I> {
    long of(ConsumerRecord<String, byte[]> message, I input);
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
    handle(messages, reader, (message, input) -> size(message), work);
  }

  /**
   * The same where results are much larger than their messages: as many are read, worked on and
   * published together as weigh {@code swath.kafka.in-flight}, and then the next.
   */
  public <I> void handle(
      List<ConsumerRecord<String, byte[]>> messages,
      Reader<I> reader,
      Weight<I> weight,
      Work<I> work) {
    List<I> inputs = new ArrayList<>();
    int first = 0;
    long weighs = 0;
    for (int i = 0; i < messages.size(); i++) {
      I input;
      long more;
      try {
        input = reader.read(messages.get(i));
        more = weight.of(messages.get(i), input);
      } catch (RuntimeException | OutOfMemoryError e) {
        work(messages.subList(first, i), inputs, work);
        metrics.in(messages.get(i).topic(), 1);
        throw failed(messages.get(i), e);
      }
      if (!inputs.isEmpty() && weighs + more > inFlight) {
        work(messages.subList(first, i), inputs, work);
        inputs.clear();
        first = i;
        weighs = 0;
      }
      inputs.add(input);
      weighs += more;
    }
    work(messages.subList(first, messages.size()), inputs, work);
  }

  private static long size(ConsumerRecord<String, byte[]> message) {
    return message.value() == null ? 0 : message.value().length;
  }

  /** What was done before a failure is published: only what failed is done again. */
  private <I> void work(
      List<ConsumerRecord<String, byte[]>> messages, List<I> inputs, Work<I> work) {
    if (inputs.isEmpty()) {
      return;
    }
    List<List<Event>> done = new ArrayList<>();
    try {
      together(inputs, work, done);
    } catch (RuntimeException | OutOfMemoryError e) {
      publish(messages, done);
      throw failed(messages.get(done.size()), e);
    }
    publish(messages, done);
    messages.forEach(message -> metrics.in(message.topic(), 1));
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
      throw failed(messages.get(origins.get(e.index())), e);
    }
  }

  private static BatchListenerFailedException failed(
      ConsumerRecord<String, byte[]> message, Throwable failure) {
    return new BatchListenerFailedException(
        "%s, partition %d, offset %d: %s"
            .formatted(
                message.topic(),
                message.partition(),
                message.offset(),
                DeadLetters.reason(failure)),
        failure,
        message);
  }
}
