package dev.swath.change;

import dev.swath.change.AcquisitionHistory.Arrival;
import dev.swath.change.AcquisitionHistory.Pair;
import dev.swath.change.AcquisitionHistory.Verdict;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.servicekit.Failure;
import dev.swath.servicekit.GivenUpException;
import dev.swath.servicekit.Hop;
import dev.swath.servicekit.Retrying;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Pairs each image with its predecessor on the same tile and fuses the two. What cannot be read or
 * fused, and a question about a change where there is nothing to compare with, becomes a dead
 * letter. A pair is of the trace of its newer scene. Used by one thread.
 */
final class PairingProcessor implements Processor<String, byte[], String, Outgoing> {

  private final ChangeTokens changes;
  private final ChangeSettings settings;
  private final ChangeReport report;
  private final Retrying retrying;
  private ProcessorContext<String, Outgoing> context;
  private TileStore tiles;

  PairingProcessor(
      ChangeTokens changes, ChangeSettings settings, ChangeReport report, Retrying retrying) {
    this.changes = changes;
    this.settings = settings;
    this.report = report;
    this.retrying = retrying;
  }

  @Override
  public void init(ProcessorContext<String, Outgoing> context) {
    this.context = context;
    this.tiles = new TileStore(context);
  }

  @Override
  public void process(Record<String, byte[]> message) {
    try (Hop hop = report.in(message, context.recordMetadata())) {
      hop.in(
          () -> {
            process(message, hop);
            return null;
          });
    }
  }

  private void process(Record<String, byte[]> message, Hop hop) {
    try {
      VisualTokens tokens = ImageTokens.read(message.value());
      if (tokens.getKind() == Kind.IMAGE) {
        // Kept with the features, for the pairs that this acquisition will be in.
        String traceparent = hop.traceparent();
        Due due = due(tokens.toBuilder().setTraceparent(traceparent).build());
        publish(message, due, fuse(due), traceparent);
      }
    } catch (BadInputException e) {
      giveUp(message, hop, e, 1);
    } catch (GivenUpException e) {
      // Left to itself, it would stop the stream for all tiles.
      giveUp(message, hop, e, e.attempts());
    }
  }

  private void giveUp(
      Record<String, byte[]> message, Hop hop, RuntimeException failure, int attempts) {
    hop.failed(failure);
    context.forward(report.deadLetter(message, failure, attempts, context.recordMetadata()));
  }

  /**
   * What an acquisition gives rise to.
   *
   * @param requests the pairs to fuse
   * @param keep puts it into the tile's history
   */
  private record Due(List<ChangeTokens.Request> requests, Runnable keep) {}

  private Due due(VisualTokens tokens) {
    Acquired acquired = ImageTokens.acquired(tokens);
    AcquisitionHistory history = tiles.history(tokens.getTile());
    if (ImageTokens.isOnlyAsked(tokens)) {
      return new Due(questions(tokens, history, acquired), () -> {});
    }
    Arrival arrival = history.arrive(acquired, settings.history());
    if (arrival.verdict() != Verdict.NEW) {
      report.notPaired(tokens.getTile(), acquired, arrival.verdict());
      return new Due(questions(tokens, history, acquired), () -> {});
    }
    if (history.hasOtherEncoders(acquired)) {
      report.otherEncoder(tokens.getTile(), acquired);
    }
    List<ChangeTokens.Request> requests = new ArrayList<>();
    for (Pair pair : arrival.pairs()) {
      request(tokens, acquired, pair, requests);
    }
    VisualTokens kept = ImageTokens.withStandingPairTasks(tokens);
    return new Due(requests, () -> tiles.keep(tokens.getTile(), arrival, acquired, kept));
  }

  /** A pair is asked what its later acquisition is to be asked. */
  private void request(
      VisualTokens tokens, Acquired acquired, Pair pair, List<ChangeTokens.Request> requests) {
    VisualTokens before = features(tokens, acquired, pair.before());
    VisualTokens after = features(tokens, acquired, pair.after());
    List<Task> tasks = ImageTokens.pairTasks(after);
    if (!tasks.isEmpty()) {
      requests.add(new ChangeTokens.Request(before, after, tasks));
    }
  }

  private VisualTokens features(VisualTokens arrived, Acquired acquired, Acquired wanted) {
    return wanted.equals(acquired) ? arrived : tiles.features(arrived.getTile(), wanted);
  }

  /** The questions about the change up to an acquisition that is known already. */
  private List<ChangeTokens.Request> questions(
      VisualTokens tokens, AcquisitionHistory history, Acquired acquired) {
    List<Task> questions = ImageTokens.questions(tokens);
    if (questions.isEmpty()) {
      return List.of();
    }
    Acquired before =
        history
            .predecessor(acquired)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "question '%s': no earlier acquisition of tile %s is known that scene '%s' could be compared with"
                            .formatted(
                                questions.get(0).getRequestId(),
                                tokens.getTile(),
                                acquired.scene())));
    return List.of(
        new ChangeTokens.Request(tiles.features(tokens.getTile(), before), tokens, questions));
  }

  /**
   * An acquisition whose pairs might be fused another time is not kept: when its dead letter is
   * replayed, it is new and makes them.
   */
  private List<VisualTokens> fuse(Due due) {
    long start = System.nanoTime();
    List<VisualTokens> fused;
    try {
      fused = retrying.call("fusing pairs", () -> fused(due.requests()));
    } catch (GivenUpException e) {
      if (Failure.of(e) == Failure.BAD_INPUT) {
        due.keep().run();
      }
      throw e;
    }
    report.fused(fused.size(), System.nanoTime() - start);
    due.keep().run();
    return fused;
  }

  private List<VisualTokens> fused(List<ChangeTokens.Request> requests) {
    try {
      return changes.fuse(requests);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("the pair could not be fused: " + e.getMessage(), e);
    }
  }

  private void publish(
      Record<String, byte[]> message, Due due, List<VisualTokens> pairs, String traceparent) {
    for (int i = 0; i < pairs.size(); i++) {
      FusedPair pair = FusedPair.of(due.requests().get(i), pairs.get(i), traceparent);
      context.forward(report.out(message, pair, context.recordMetadata()));
    }
  }
}
