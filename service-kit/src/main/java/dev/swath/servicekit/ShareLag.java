package dev.swath.servicekit;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by a gauge how many messages a share group has not acknowledged. Its consumers do not know:
 * the brokers are asked from time to time. Every instance of a service tells the lag of the whole
 * group.
 */
final class ShareLag {

  private static final Logger log = LoggerFactory.getLogger(ShareLag.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final ShareBrokers brokers;
  private final String group;
  private final List<String> topics;
  private volatile Map<String, Long> lag = Map.of();
  private Thread thread;

  ShareLag(ShareBrokers brokers, String group, Collection<String> topics, StageMetrics metrics) {
    this.brokers = brokers;
    this.group = group;
    this.topics = List.copyOf(topics);
    this.topics.forEach(topic -> metrics.shareLag(group, topic, () -> of(topic)));
  }

  /** Not a number while it is not known. */
  private double of(String topic) {
    Long known = lag.get(topic);
    return known == null ? Double.NaN : known;
  }

  void start() {
    thread = new Thread(this::run, group + "-lag");
    thread.setDaemon(true);
    thread.start();
  }

  void stop() {
    thread.interrupt();
  }

  private void run() {
    try (Admin client = brokers.open()) {
      while (true) {
        try {
          lag = brokers.lag(client, group, topics);
        } catch (ExecutionException | KafkaException e) {
          lag = Map.of();
          log.debug("The lag of {} is not known", group, e);
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      lag = Map.of();
    }
  }
}
