package dev.swath.servicekit;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Says what to do when a service cannot start for want of Kafka: it is not there, does not let the
 * service in, or the topics cannot be made.
 */
final class KafkaUnreachableFailureAnalyzer extends AbstractFailureAnalyzer<IllegalStateException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, IllegalStateException cause) {
    if (!(cause instanceof KafkaLogin.Refused) && !ofAdmin(cause)) {
      return null;
    }
    KafkaAdvice advice = KafkaAdvice.on(cause.getCause() == null ? cause : cause.getCause());
    return new FailureAnalysis(advice.problem(), advice.fix(), cause);
  }

  /** KafkaAdmin has no exception of its own. */
  private static boolean ofAdmin(IllegalStateException failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return frames.length > 0 && frames[0].getClassName().equals(KafkaAdmin.class.getName());
  }
}
