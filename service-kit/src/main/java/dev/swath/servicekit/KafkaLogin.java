package dev.swath.servicekit;

import dev.swath.contracts.Access;
import dev.swath.contracts.Access.Grant;
import dev.swath.contracts.Access.Kind;
import dev.swath.contracts.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Looks at the start whether Kafka lets this service in, has its topics, and lets it read and write
 * them. Without it, a consumer that is refused would try again for ever, and only the log would
 * tell.
 */
final class KafkaLogin implements SmartInitializingSingleton {

  private final KafkaAdmin admin;
  private final String application;

  /**
   * @param application {@code spring.application.name}; of one that is no service of ours it is
   *     only seen whether it may log in
   */
  KafkaLogin(KafkaAdmin admin, String application) {
    this.admin = admin;
    this.application = application;
  }

  /** Kafka, or its client, does not let this service work. */
  static final class Refused extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    Refused(Throwable cause) {
      super("Kafka does not let this service in", cause);
    }
  }

  /**
   * @throws Refused if Kafka does not answer or does not let this service in
   * @throws ConfigurationException if a topic is not there
   */
  @Override
  public void afterSingletonsInstantiated() {
    try (Admin client = Admin.create(admin.getConfigurationProperties())) {
      await(client.describeCluster().clusterId());
      Role.ofApplication(application).ifPresent(role -> check(role, client));
    } catch (org.apache.kafka.common.KafkaException e) {
      throw new Refused(e);
    }
  }

  private void check(Role role, Admin client) {
    List<Grant> grants =
        Access.of(role).stream()
            .filter(grant -> grant.kind() == Kind.TOPIC)
            // Kafka Streams makes these itself, later.
            .filter(grant -> !grant.operations().contains(Access.Operation.CREATE))
            .toList();
    Map<String, KafkaFuture<TopicDescription>> descriptions =
        client
            .describeTopics(
                grants.stream().map(Grant::name).toList(),
                new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    List<String> lacking = new ArrayList<>();
    for (Grant grant : grants) {
      String missing = missing(grant, descriptions.get(grant.name()));
      if (!missing.isEmpty()) {
        lacking.add(missing + " of topic '" + grant.name() + "'");
      }
    }
    if (!lacking.isEmpty()) {
      throw new Refused(
          new TopicAuthorizationException("it lacks the right to " + String.join(", ", lacking)));
    }
  }

  /** The operations that are not allowed; empty if all are, or Kafka does not tell. */
  private String missing(Grant grant, KafkaFuture<TopicDescription> description) {
    Set<AclOperation> allowed;
    try {
      allowed = await(description).authorizedOperations();
    } catch (TopicAuthorizationException e) {
      allowed = Set.of();
    } catch (UnknownTopicOrPartitionException e) {
      throw new ConfigurationException(
          "spring.kafka.admin.auto-create",
          "There is no topic '" + grant.name() + "', and this service was told not to make it.",
          "Let ./swath topics make the topics, or remove the property so that the services do.",
          e);
    }
    Set<AclOperation> told = allowed;
    return told == null
        ? ""
        : grant.operations().stream()
            .filter(operation -> !told.contains(AclOperation.valueOf(operation.name())))
            .map(Access.Operation::title)
            .collect(Collectors.joining(" and "));
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(admin.getOperationTimeout(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.KafkaException refused) {
        throw refused;
      }
      throw new Refused(e.getCause());
    } catch (TimeoutException e) {
      throw new Refused(
          new org.apache.kafka.common.errors.TimeoutException(
              "no answer within " + admin.getOperationTimeout() + " s"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(e);
    }
  }
}
