package dev.swath.servicekit;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.kafka.KafkaException;

/** Says what to do when the topics cannot be created at start. */
final class KafkaUnreachableFailureAnalyzer extends AbstractFailureAnalyzer<KafkaException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, KafkaException cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    if (!mentionsAdmin(root)) {
      return null;
    }
    return new FailureAnalysis(
        "Kafka's topics could not be looked up or created: " + innermost.getMessage(),
        "Start Kafka, or set spring.kafka.bootstrap-servers to where it is; if Kafka refused,"
            + " check swath.kafka.partitions and swath.kafka.replication (at most the number of"
            + " brokers).",
        cause);
  }

  private static boolean mentionsAdmin(Throwable root) {
    for (Throwable cause = root; cause != null; cause = cause.getCause()) {
      for (StackTraceElement frame : cause.getStackTrace()) {
        if (frame.getClassName().equals("org.springframework.kafka.core.KafkaAdmin")) {
          return true;
        }
      }
    }
    return false;
  }
}
