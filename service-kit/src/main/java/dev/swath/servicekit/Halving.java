package dev.swath.servicekit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on many inputs together that is done in halves where memory is too small for all of them.
 */
public final class Halving {

  private static final Logger log = LoggerFactory.getLogger(Halving.class);

  private Halving() {}

  /**
   * The results for all inputs, in order. Other failures than {@link Failure#OUT_OF_MEMORY}, and
   * that of an input which does not fit alone, are thrown as they come.
   *
   * @param work as many results as inputs, in order
   */
  public static <I, R> List<R> work(List<I> inputs, Function<List<I>, List<R>> work) {
    List<R> results = new ArrayList<>();
    work(inputs, work, results);
    return results;
  }

  /** The same; when it throws, {@code results} holds those for the first inputs. */
  static <I, R> void work(List<I> inputs, Function<List<I>, List<R>> work, List<R> results) {
    try {
      results.addAll(work.apply(inputs));
      return;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (inputs.size() < 2 || Failure.of(e) != Failure.OUT_OF_MEMORY) {
        throw e;
      }
      log.warn(
          "Memory is too small for {} together; halves are tried: {}",
          inputs.size(),
          DeadLetters.reason(e));
    }
    int half = (inputs.size() + 1) / 2;
    work(inputs.subList(0, half), work, results);
    work(inputs.subList(half, inputs.size()), work, results);
  }
}
