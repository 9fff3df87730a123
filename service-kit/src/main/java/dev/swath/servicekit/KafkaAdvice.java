package dev.swath.servicekit;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.springframework.core.NestedExceptionUtils;

/**
 * What is wrong between a service and Kafka, and which property to look at. Kafka's own messages
 * about logins hold no credentials.
 *
 * @param problem what is wrong, a sentence
 * @param fix what to do, a sentence or more
 */
record KafkaAdvice(String problem, String fix) {

  /** A chain of causes may be a ring. */
  private static final int MAX_CAUSES = 32;

  private static final String TLS =
      "Check spring.kafka.ssl.bundle, or spring.kafka.ssl.trust-store-*: the trust store must hold"
          + " the certificate that Kafka shows or its issuer's, and that certificate must name the"
          + " host of spring.kafka.bootstrap-servers. If Kafka speaks no TLS on that port, check"
          + " spring.kafka.security.protocol.";

  private static final String LOGIN =
      "Check the user and the password in spring.kafka.properties.sasl.jaas.config, and"
          + " spring.kafka.properties.sasl.mechanism.";

  private static final String RIGHTS =
      "Give this service's principal its rights: ./swath acl prints them, docs/acls.md lists them."
          + " With those, it makes no topics: set spring.kafka.admin.auto-create=false and let"
          + " ./swath topics make them.";

  private static final String CLIENT =
      "Check spring.kafka.ssl.*, spring.kafka.security.protocol and spring.kafka.properties.sasl.*:"
          + " Kafka's client does not start with them.";

  private static final String AWAY =
      "Start Kafka, or set spring.kafka.bootstrap-servers to where it is. If it is there, it may ask"
          + " for TLS or a login: check spring.kafka.security.protocol. If it refused, check"
          + " swath.kafka.partitions and swath.kafka.replication (at most the number of brokers).";

  /** What a failure says. */
  static KafkaAdvice on(Throwable failure) {
    String reason = reason(failure);
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof SslAuthenticationException) {
        return new KafkaAdvice("The TLS handshake with Kafka failed: " + reason, TLS);
      }
      if (cause instanceof AuthenticationException) {
        return new KafkaAdvice("Kafka refused the login: " + reason, LOGIN);
      }
      if (cause instanceof AuthorizationException) {
        return new KafkaAdvice("Kafka does not let this service: " + reason, RIGHTS);
      }
      if (cause.getMessage() != null
          && cause.getMessage().startsWith("Failed to create new KafkaAdminClient")) {
        return new KafkaAdvice("Kafka's client cannot be made: " + reason, CLIENT);
      }
      cause = cause.getCause();
    }
    return new KafkaAdvice("Kafka's topics could not be looked up or created: " + reason, AWAY);
  }

  private static String reason(Throwable failure) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
