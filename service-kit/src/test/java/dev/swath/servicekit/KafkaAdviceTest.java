package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaAdviceTest {

  @Test
  void aRefusedLoginPointsAtUserPasswordAndMechanism() {
    KafkaAdvice advice =
        KafkaAdvice.on(new ExecutionException(new SaslAuthenticationException("invalid")));

    assertThat(advice.problem()).isEqualTo("Kafka refused the login: invalid");
    assertThat(advice.fix()).contains("sasl.jaas.config", "sasl.mechanism");
  }

  @Test
  void aFailedHandshakeTellsTheInnermostReasonAndPointsAtTheTrustStore() {
    KafkaAdvice advice =
        KafkaAdvice.on(
            new SslAuthenticationException("SSL handshake failed", new Exception("no path")));

    assertThat(advice.problem()).endsWith(": no path");
    assertThat(advice.fix()).contains("spring.kafka.ssl.trust-store-", "spring.kafka.ssl.bundle");
  }

  @Test
  void aMissingRightPointsAtTheCommandThatGivesIt() {
    assertThat(KafkaAdvice.on(new ClusterAuthorizationException("no")).fix())
        .contains("./swath acl", "./swath topics", "spring.kafka.admin.auto-create");
  }

  @Test
  void aClientThatCannotBeMadePointsAtItsSettings() {
    KafkaException failure =
        new KafkaException("Failed to create new KafkaAdminClient", new Exception("no store"));

    assertThat(KafkaAdvice.on(failure).problem()).endsWith(": no store");
    assertThat(KafkaAdvice.on(failure).fix()).contains("spring.kafka.ssl.");
  }

  @Test
  void aKafkaThatDoesNotAnswerMayAskForTls() {
    assertThat(KafkaAdvice.on(new TimeoutException("nobody")).fix())
        .contains("spring.kafka.bootstrap-servers", "spring.kafka.security.protocol");
  }
}
