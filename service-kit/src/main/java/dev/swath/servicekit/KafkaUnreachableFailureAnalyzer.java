package dev.swath.servicekit;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaAdmin;

/** Says what to do when the topics cannot be created at start. */
final class KafkaUnreachableFailureAnalyzer extends AbstractFailureAnalyzer<IllegalStateException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, IllegalStateException cause) {
    StackTraceElement[] frames = cause.getStackTrace();
    // KafkaAdmin has no exception of its own.
    if (frames.length == 0 || !frames[0].getClassName().equals(KafkaAdmin.class.getName())) {
      return null;
    }
    Throwable reason = NestedExceptionUtils.getMostSpecificCause(cause);
    return new FailureAnalysis(
        "Kafka's topics could not be looked up or created: " + reason.getMessage(),
        "Start Kafka, or set spring.kafka.bootstrap-servers to where it is. If Kafka refused, check"
            + " swath.kafka.partitions and swath.kafka.replication (at most the number of"
            + " brokers).",
        cause);
  }
}
