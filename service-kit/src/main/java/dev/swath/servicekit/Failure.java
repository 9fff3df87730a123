package dev.swath.servicekit;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/** What a failure says about trying again. This is the one place that decides it. */
public enum Failure {

  /** The input is wrong and will be wrong again: a dead letter at once. */
  BAD_INPUT,

  /**
   * The memory of the device, or of this JVM, was too small for the work: half of the inputs may
   * fit. What does not fit alone is tried again a few times, since memory may become free.
   */
  OUT_OF_MEMORY,

  /**
   * Kafka does not answer or refuses this service, or the service is being stopped. No input is to
   * blame, so none becomes a dead letter: it is tried until it works.
   */
  AWAY,

  /** Anything else may pass: a few tries, then a dead letter. */
  OTHER;

  /** A chain of causes may be a ring. */
  private static final int MAX_CAUSES = 32;

  /** The package of {@code EngineException}, which is all that libtorch's failures come as. */
  private static final String ENGINE = "ai.djl.";

  /** How libtorch says it: CUDA's allocator, cuBLAS and cuDNN, the CPU's allocator, C++. */
  private static final List<String> OUT_OF_MEMORY_TEXTS =
      List.of(
          "out of memory",
          "_status_alloc_failed",
          "can't allocate memory",
          "not enough memory",
          "bad_alloc");

  /** Of nested failures the outermost one that tells decides. */
  public static Failure of(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      // The contracts and the model throw the second kind for input that does not fit.
      if (cause instanceof BadInputException || cause instanceof IllegalArgumentException) {
        return BAD_INPUT;
      }
      if (isOutOfMemory(cause)) {
        return OUT_OF_MEMORY;
      }
      if (isAway(cause)) {
        return AWAY;
      }
      cause = cause.getCause();
    }
    return OTHER;
  }

  private static boolean isOutOfMemory(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return true;
    }
    if (failure.getMessage() == null || !failure.getClass().getName().startsWith(ENGINE)) {
      return false;
    }
    String message = failure.getMessage().toLowerCase(Locale.ROOT);
    return OUT_OF_MEMORY_TEXTS.stream().anyMatch(message::contains);
  }

  private static boolean isAway(Throwable failure) {
    return failure instanceof RetriableException
        || failure instanceof AuthenticationException
        || failure instanceof AuthorizationException
        || failure instanceof InterruptException
        || failure instanceof CancellationException
        || failure instanceof InterruptedException;
  }
}
