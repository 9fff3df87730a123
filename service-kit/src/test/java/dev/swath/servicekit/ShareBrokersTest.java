package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

class ShareBrokersTest {

  @Test
  void brokersWithoutShareGroupsAreToldWhatToSwitchOn() throws Exception {
    EmbeddedKafkaBroker broker = broker("1");
    try {
      ShareBrokers brokers = brokers(broker);
      assertThatCode(() -> brokers.prepare("group")).doesNotThrowAnyException();
      switchOff(brokers);

      assertThatThrownBy(() -> brokers.prepare("group"))
          .isInstanceOfSatisfying(
              ConfigurationException.class,
              e ->
                  assertThat(e.fix())
                      .contains("--feature share.version=1")
                      .contains("swath.kafka.share-groups=false"))
          .hasMessageContaining("share.version is off");
    } finally {
      broker.destroy();
    }
  }

  @Test
  void brokersThatCannotStoreTheStateOfShareGroupsAreToldWhatToSet() {
    EmbeddedKafkaBroker broker = broker("3");
    try {
      assertThatThrownBy(() -> brokers(broker).prepare("group"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("share.coordinator.state.topic.replication.factor=3")
          .hasMessageContaining("there are 1 brokers");
    } finally {
      broker.destroy();
    }
  }

  private static EmbeddedKafkaBroker broker(String copies) {
    EmbeddedKafkaBroker broker =
        new EmbeddedKafkaKraftBroker(1, 1)
            .brokerProperties(
                Map.of(
                    "share.coordinator.state.topic.replication.factor",
                    copies,
                    "share.coordinator.state.topic.min.isr",
                    "1"));
    broker.afterPropertiesSet();
    return broker;
  }

  private static ShareBrokers brokers(EmbeddedKafkaBroker broker) {
    return new ShareBrokers(
        new KafkaAdmin(Map.of("bootstrap.servers", broker.getBrokersAsString())));
  }

  private static void switchOff(ShareBrokers brokers) throws Exception {
    try (Admin admin = brokers.open()) {
      admin
          .updateFeatures(
              Map.of(
                  "share.version",
                  new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE)),
              new UpdateFeaturesOptions())
          .all()
          .get();
    }
  }
}
