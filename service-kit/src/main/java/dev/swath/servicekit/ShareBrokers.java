package dev.swath.servicekit;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.springframework.kafka.core.KafkaAdmin;

/** What brokers are asked of share groups, besides messages. */
final class ShareBrokers {

  private static final String PROPERTY = "swath.kafka.share-groups";
  private static final String FEATURE = "share.version";
  private static final String STATE_TOPIC = "__share_group_state";
  private static final String STATE_COPIES = "share.coordinator.state.topic.replication.factor";
  private static final String OTHERWISE =
      "Or set swath.kafka.share-groups=false to take messages as a consumer group, as any Kafka can.";

  private final KafkaAdmin admin;

  ShareBrokers(KafkaAdmin admin) {
    this.admin = admin;
  }

  Admin open() {
    return Admin.create(admin.getConfigurationProperties());
  }

  /**
   * Makes sure that share groups work, and that this one begins where it should.
   *
   * @throws ConfigurationException if the brokers have no share groups, cannot store their state,
   *     or do not take the group's settings
   */
  void prepare(String group) {
    try (Admin client = open()) {
      isSwitchedOn(client);
      canStore(client);
      configure(client, group);
    } catch (ExecutionException e) {
      throw new ConfigurationException(
          PROPERTY,
          "Kafka did not take the settings of share group %s: %s"
              .formatted(group, DeadLetters.reason(e.getCause())),
          "It needs the right to alter the group's configuration. " + OTHERWISE,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Stopped while starting share group " + group, e);
    }
  }

  private static void isSwitchedOn(Admin client) throws ExecutionException, InterruptedException {
    FinalizedVersionRange version =
        client.describeFeatures().featureMetadata().get().finalizedFeatures().get(FEATURE);
    if (version == null || version.maxVersionLevel() < 1) {
      throw new ConfigurationException(
          PROPERTY,
          "These brokers have no share groups: their feature %s is off".formatted(FEATURE),
          ("Share groups need Kafka 4.2 or later with 'kafka-features.sh upgrade --feature %s=1'. "
                  .formatted(FEATURE))
              + OTHERWISE);
    }
  }

  /** Without its topic the coordinator has no state, and members wait for ever, silently. */
  private static void canStore(Admin client) throws ExecutionException, InterruptedException {
    Collection<Node> nodes = client.describeCluster().nodes().get();
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    Config config;
    try {
      if (client.listTopics(internal()).names().get().contains(STATE_TOPIC)) {
        return;
      }
      config = client.describeConfigs(List.of(broker)).all().get().get(broker);
    } catch (ExecutionException e) {
      // Who may not ask cannot be told; the brokers' log can tell.
      return;
    }
    ConfigEntry copies = config.get(STATE_COPIES);
    if (copies != null && Integer.parseInt(copies.value()) > nodes.size()) {
      throw new ConfigurationException(
          PROPERTY,
          "The brokers cannot store the state of share groups: %s=%s, and there are %d brokers"
              .formatted(STATE_COPIES, copies.value(), nodes.size()),
          "Set %s, and share.coordinator.state.topic.min.isr, to at most %d on the brokers. "
                  .formatted(STATE_COPIES, nodes.size())
              + OTHERWISE);
    }
  }

  private static ListTopicsOptions internal() {
    return new ListTopicsOptions().listInternal(true);
  }

  /** Where a share group begins and what it sees is set for the group, not by its consumers. */
  private static void configure(Admin client, String group)
      throws ExecutionException, InterruptedException {
    client
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, group),
                List.of(
                    set("share.auto.offset.reset", "earliest"),
                    // What the change service publishes comes in transactions.
                    set("share.isolation.level", "read_committed"))))
        .all()
        .get();
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  /** How many messages of each topic the group has not acknowledged. */
  Map<String, Long> lag(Admin client, String group, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicDescription topic : client.describeTopics(topics).allTopicNames().get().values()) {
      for (int partition = 0; partition < topic.partitions().size(); partition++) {
        earliest.put(new TopicPartition(topic.name(), partition), OffsetSpec.earliest());
        latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    var begins = client.listOffsets(earliest).all().get();
    var ends = client.listOffsets(latest).all().get();
    Map<TopicPartition, SharePartitionOffsetInfo> taken =
        client
            .listShareGroupOffsets(
                Map.of(group, new ListShareGroupOffsetsSpec().topicPartitions(ends.keySet())))
            .partitionsToOffsetInfo(group)
            .get();
    Map<String, Long> lag = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          SharePartitionOffsetInfo info = taken.get(partition);
          // There is none before the first acknowledgement.
          long from = info == null ? 0 : info.startOffset();
          long waiting = end.offset() - Math.max(begins.get(partition).offset(), from);
          if (info != null && info.lag().isPresent()) {
            waiting = info.lag().get();
          }
          lag.merge(partition.topic(), waiting, Long::sum);
        });
    return lag;
  }
}
