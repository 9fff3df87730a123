package dev.swath.servicekit;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * How a service takes messages whose order does not matter and whose work may take long: as a share
 * group, or, with {@code swath.kafka.share-groups=false}, as a consumer group. This is the one
 * place that decides it; whoever works on the messages need not know.
 */
public final class Intake {

  private final ShareGroups shareGroups;
  private final ConcurrentKafkaListenerContainerFactory<String, byte[]> consumerGroups;
  private final KafkaSettings settings;

  Intake(
      ShareGroups shareGroups,
      ConcurrentKafkaListenerContainerFactory<String, byte[]> consumerGroups,
      KafkaSettings settings) {
    this.shareGroups = shareGroups;
    this.consumerGroups = consumerGroups;
    this.settings = settings;
  }

  /**
   * What takes messages from its start to its stop; to be a bean.
   *
   * @param work returns when what it made of the messages is acknowledged by the broker, as {@link
   *     Stage#handle} does, and fails as that does; called by several threads
   */
  public SmartLifecycle of(
      Collection<String> topics, Consumer<List<ConsumerRecord<String, byte[]>>> work) {
    if (isShared()) {
      return shareGroups.of(topics, work);
    }
    ConcurrentMessageListenerContainer<String, byte[]> container =
        consumerGroups.createContainer(topics.toArray(String[]::new));
    container.setupMessageListener((BatchMessageListener<String, byte[]>) work::accept);
    return container;
  }

  /** Whether messages are taken as a share group. */
  public boolean isShared() {
    return settings.shareGroups();
  }

  /**
   * What the group is called.
   *
   * @param groupId {@code spring.kafka.consumer.group-id}
   */
  public String group(String groupId) {
    return isShared() ? ShareGroups.name(groupId) : groupId;
  }
}
