package dev.swath.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The known acquisitions of one tile, and which pairs a new one makes.
 *
 * <p>The predecessor of an acquisition is the latest one that is strictly earlier and of the same
 * encoder; of several at one instant, the one of the first scene id. An acquisition that arrives
 * between two others makes two pairs, so that in the end each one is paired with its predecessor,
 * whatever the order of arrival. A pair is made once. Immutable.
 *
 * @param acquisitions in time order
 */
record AcquisitionHistory(List<Acquired> acquisitions) {

  static final AcquisitionHistory EMPTY = new AcquisitionHistory(List.of());

  AcquisitionHistory {
    acquisitions = acquisitions.stream().sorted(Acquired.ORDER).toList();
  }

  /** Before and after. */
  record Pair(Acquired before, Acquired after) {}

  /** What an arrival is. */
  enum Verdict {
    /** Not known before. */
    NEW,
    /** Known already: the same scene at the same time by the same encoder. */
    REPEATED,
    /** Older than everything in a full history: its neighbours are forgotten. */
    TOO_OLD
  }

  /**
   * What follows from an arrival.
   *
   * @param history what is known now
   * @param pairs the pairs to describe, in time order
   * @param forgotten what is not known any more
   */
  record Arrival(
      Verdict verdict, AcquisitionHistory history, List<Pair> pairs, List<Acquired> forgotten) {}

  /**
   * Takes an acquisition in.
   *
   * @param limit how many acquisitions are kept
   */
  Arrival arrive(Acquired arrived, int limit) {
    if (acquisitions.contains(arrived)) {
      return new Arrival(Verdict.REPEATED, this, List.of(), List.of());
    }
    List<Acquired> peers = sameEncoder(arrived);
    if (peers.size() >= limit && Acquired.ORDER.compare(arrived, peers.get(0)) < 0) {
      return new Arrival(Verdict.TOO_OLD, this, List.of(), List.of());
    }
    List<Acquired> known = new ArrayList<>(acquisitions);
    // Encoded anew by another encoder, it takes its own place.
    known.removeIf(arrived::isSame);
    known.add(arrived);
    AcquisitionHistory now = new AcquisitionHistory(known);
    List<Acquired> forgotten = now.surplus(arrived, limit);
    known.removeAll(forgotten);
    return new Arrival(
        Verdict.NEW, new AcquisitionHistory(known), now.pairsWith(arrived), forgotten);
  }

  /** The acquisition that {@code acquired} is compared with; it need not be known itself. */
  Optional<Acquired> predecessor(Acquired acquired) {
    Acquired latest = null;
    for (Acquired candidate : sameEncoder(acquired)) {
      boolean earlier = candidate.time() < acquired.time();
      if (earlier && (latest == null || candidate.time() > latest.time())) {
        latest = candidate;
      }
    }
    return Optional.ofNullable(latest);
  }

  /** Whether there are features that cannot be compared with these. */
  boolean hasOtherEncoders(Acquired acquired) {
    return sameEncoder(acquired).size() < acquisitions.size();
  }

  private List<Pair> pairsWith(Acquired arrived) {
    List<Pair> pairs = new ArrayList<>();
    predecessor(arrived).ifPresent(before -> pairs.add(new Pair(before, arrived)));
    for (Acquired after : sameEncoder(arrived)) {
      if (predecessor(after).filter(arrived::equals).isPresent()) {
        pairs.add(new Pair(arrived, after));
      }
    }
    return pairs;
  }

  /** What is over the limit: first what other encoders left, then the oldest. */
  private List<Acquired> surplus(Acquired arrived, int limit) {
    List<Acquired> expendable = new ArrayList<>(acquisitions);
    expendable.removeAll(sameEncoder(arrived));
    expendable.addAll(sameEncoder(arrived));
    return List.copyOf(expendable.subList(0, Math.max(0, acquisitions.size() - limit)));
  }

  private List<Acquired> sameEncoder(Acquired acquired) {
    return acquisitions.stream()
        .filter(other -> other.encoder().equals(acquired.encoder()))
        .toList();
  }
}
