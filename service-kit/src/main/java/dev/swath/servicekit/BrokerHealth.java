package dev.swath.servicekit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down when no broker answers within two seconds. Thread-safe. */
final class BrokerHealth implements HealthIndicator, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Map<String, Object> config;
  private Admin admin;

  /**
   * @param config of an admin client
   */
  BrokerHealth(Map<String, Object> config) {
    this.config = config;
  }

  @Override
  public Health health() {
    int timeout = Math.toIntExact(PATIENCE.toMillis());
    try {
      int brokers =
          admin()
              .describeCluster(new DescribeClusterOptions().timeoutMs(timeout))
              .nodes()
              .get(2L * timeout, TimeUnit.MILLISECONDS)
              .size();
      return Health.up().withDetail("brokers", brokers).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return down(e);
    } catch (ExecutionException e) {
      return down(e.getCause());
    } catch (TimeoutException | KafkaException e) {
      return down(e);
    }
  }

  private static Health down(Throwable reason) {
    return Health.down().withDetail("reason", DeadLetters.reason(reason)).build();
  }

  /** Made when it is first asked, and kept: connections cost time. */
  private synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(config);
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
