package dev.swath.servicekit;

import dev.swath.contracts.Event;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;

/**
 * From a polled batch to published results: reads each message, works on all of them together, and
 * publishes. One bad message never takes its neighbours with it: those before it are finished and
 * committed, it becomes a dead letter, and those after it are delivered again. What is worked on
 * together is limited in bytes, and what memory is too small for is worked on in halves. Each
 * result is of the trace of its own message. Thread-safe.
 */
public final class Stage {

  private static final Logger log = LoggerFactory.getLogger(Stage.class);

  /** Failures that each message alone would share, or that its size is to blame for. */
  private static final Set<Failure> NOT_ALONE = EnumSet.of(Failure.OUT_OF_MEMORY, Failure.AWAY);

  private final Publisher publisher;
  private final StageMetrics metrics;
  private final Traces traces;
  private final long inFlight;

  Stage(Publisher publisher, StageMetrics metrics, Traces traces, KafkaSettings settings) {
    this.publisher = publisher;
    this.metrics = metrics;
    this.traces = traces;
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
    List<Taken<I>> together = new ArrayList<>();
    long weighs = 0;
    try {
      for (ConsumerRecord<String, byte[]> message : messages) {
        Taken<I> next;
        try {
          next = take(message, reader, weight);
        } catch (BatchListenerFailedException e) {
          work(together, work);
          metrics.in(message.topic(), 1);
          throw e;
        }
        if (!together.isEmpty() && weighs + next.weight() > inFlight) {
          try {
            work(together, work);
          } catch (RuntimeException e) {
            together.add(next);
            throw e;
          }
          together.forEach(taken -> taken.hop().close());
          together.clear();
          weighs = 0;
        }
        together.add(next);
        weighs += next.weight();
      }
      work(together, work);
    } finally {
      together.forEach(taken -> taken.hop().close());
    }
  }

  /** A message that has been read, and what it weighs. */
  private record Taken<I>(ConsumerRecord<String, byte[]> message, Hop hop, I input, long weight) {}

  private <I> Taken<I> take(
      ConsumerRecord<String, byte[]> message, Reader<I> reader, Weight<I> weight) {
    Hop hop = traces.take(message);
    try {
      return hop.in(
          () -> {
            I input = reader.read(message);
            return new Taken<>(message, hop, input, weight.of(message, input));
          });
    } catch (RuntimeException | OutOfMemoryError e) {
      BatchListenerFailedException failed = failed(message, hop, e);
      hop.close();
      throw failed;
    }
  }

  private static long size(ConsumerRecord<String, byte[]> message) {
    return message.value() == null ? 0 : message.value().length;
  }

  /** What was done before a failure is published: only what failed is done again. */
  private <I> void work(List<Taken<I>> together, Work<I> work) {
    if (together.isEmpty()) {
      return;
    }
    List<List<Event>> done = new ArrayList<>();
    try {
      work(together, work, done);
    } catch (RuntimeException | OutOfMemoryError e) {
      publish(together, done);
      Taken<I> first = together.get(done.size());
      throw failed(first.message(), first.hop(), e);
    }
    publish(together, done);
    together.forEach(taken -> metrics.in(taken.message().topic(), 1));
  }

  private <I> void work(List<Taken<I>> together, Work<I> work, List<List<Event>> done) {
    try {
      Halving.work(together, batch -> timed(batch, work), done);
      return;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (together.size() == 1 || NOT_ALONE.contains(Failure.of(e))) {
        throw e;
      }
      log.warn("A batch of {} failed; each is tried alone", together.size(), e);
    }
    for (Taken<I> taken : together.subList(done.size(), together.size())) {
      done.addAll(timed(List.of(taken), work));
    }
  }

  /** What is worked on alone is worked on in its trace; a batch is of many. */
  private <I> List<List<Event>> timed(List<Taken<I>> together, Work<I> work) {
    List<I> inputs = together.stream().map(Taken::input).toList();
    long start = System.nanoTime();
    List<List<Event>> results =
        together.size() == 1
            ? together.get(0).hop().in(() -> work.apply(inputs))
            : work.apply(inputs);
    if (results.size() != inputs.size()) {
      throw new IllegalStateException(results.size() + " results for " + inputs.size() + " inputs");
    }
    metrics.worked(inputs.size(), System.nanoTime() - start);
    return results;
  }

  private <I> void publish(List<Taken<I>> together, List<List<Event>> results) {
    List<Event> events = new ArrayList<>();
    List<Taken<I>> origins = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      for (Event event : results.get(i)) {
        events.add(event);
        origins.add(together.get(i));
      }
    }
    try {
      publisher.publish(events, origins.stream().map(Taken::hop).toList());
    } catch (PublishException e) {
      Taken<I> origin = origins.get(e.index());
      throw failed(origin.message(), origin.hop(), e);
    }
  }

  private static BatchListenerFailedException failed(
      ConsumerRecord<String, byte[]> message, Hop hop, Throwable failure) {
    hop.failed(failure);
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
