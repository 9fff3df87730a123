package dev.swath.servicekit;

import dev.swath.contracts.Topics;
import dev.swath.contracts.Topics.Topic;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.kafka.config.TopicBuilder;

/** The topics as they are made, by the services at their start or beforehand. */
public final class KafkaTopics {

  private KafkaTopics() {}

  /**
   * All topics but those that Kafka Streams makes itself.
   *
   * @param partitions partitions of a new topic
   * @param replication copies of a partition
   * @param maxMessageBytes the largest message that is no dead letter
   */
  public static List<NewTopic> all(int partitions, int replication, int maxMessageBytes) {
    return Topics.all().stream()
        .map(topic -> newTopic(topic, partitions, replication, maxMessageBytes))
        .toList();
  }

  private static NewTopic newTopic(
      Topic topic, int partitions, int replication, int maxMessageBytes) {
    return TopicBuilder.name(topic.name())
        .partitions(partitions)
        .replicas(replication)
        .config(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(topic.maxBytes(maxMessageBytes)))
        .config(TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanupPolicy())
        .config(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retention().toMillis()))
        .build();
  }
}
