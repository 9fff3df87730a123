package dev.swath.servicekit;

import dev.swath.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Makes share groups (KIP-932). They are set by what sets a service's listeners: as many members as
 * {@code spring.kafka.listener.concurrency}, and {@code max-poll-records} messages a poll.
 */
final class ShareGroups {

  /** What a consumer of a consumer group is told, and one of a share group must not be. */
  private static final List<String> OF_CONSUMER_GROUPS =
      List.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

  private final ConsumerFactory<String, byte[]> consumers;
  private final ShareBrokers brokers;
  private final DeadLetterRecoverer deadLetters;
  private final StageMetrics metrics;
  private final KafkaSettings settings;
  private final int members;
  private final Duration patience;

  /**
   * @param members consumers of a service, each with one batch
   * @param patience how long a stop may take
   */
  ShareGroups(
      ConsumerFactory<String, byte[]> consumers,
      ShareBrokers brokers,
      DeadLetterRecoverer deadLetters,
      StageMetrics metrics,
      KafkaSettings settings,
      int members,
      Duration patience) {
    this.patience = patience;
    this.consumers = consumers;
    this.brokers = brokers;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.settings = settings;
    this.members = members;
  }

  /**
   * The name of the share group that stands for a consumer group: one name cannot be of both kinds,
   * and who upgrades has the consumer group.
   */
  static String name(String consumerGroup) {
    return consumerGroup + Topics.SHARE_GROUP_SUFFIX;
  }

  /**
   * A share group that is not yet started.
   *
   * @param work as in {@link ShareAttempts}
   */
  ShareGroup of(Collection<String> topics, Consumer<List<ConsumerRecord<String, byte[]>>> work) {
    String group = name((String) consumers.getConfigurationProperties().get("group.id"));
    topics.forEach(metrics::takes);
    ShareAttempts attempts = new ShareAttempts(work, deadLetters::publish, settings.retry());
    return new ShareGroup(
        group,
        () -> brokers.prepare(group),
        () -> members(group, topics, attempts),
        new ShareLag(brokers, group, topics, metrics),
        patience);
  }

  private List<ShareMember> members(
      String group, Collection<String> topics, ShareAttempts attempts) {
    List<ShareMember> all = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      String name = group + "-" + i;
      all.add(new ShareMember(name, () -> consumer(group, name), topics, attempts));
    }
    return all;
  }

  private ShareConsumer<String, byte[]> consumer(String group, String client) {
    Map<String, Object> config = new HashMap<>(consumers.getConfigurationProperties());
    OF_CONSUMER_GROUPS.forEach(config::remove);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // Messages that are fetched ahead would be locked while they wait, and their locks run out.
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    return new KafkaShareConsumer<>(config);
  }
}
