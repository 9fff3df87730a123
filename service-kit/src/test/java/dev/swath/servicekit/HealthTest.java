package dev.swath.servicekit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** What Kubernetes is told: on a real broker that goes away, and of a listener that has ended. */
class HealthTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private EmbeddedKafkaBroker broker;
  private ConfigurableApplicationContext service;

  @BeforeEach
  void start() {
    broker = new EmbeddedKafkaKraftBroker(1, 1);
    broker.afterPropertiesSet();
    service =
        new SpringApplicationBuilder(App.class)
            .run(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                "--spring.kafka.consumer.group-id=health",
                "--spring.lifecycle.timeout-per-shutdown-phase=5s",
                "--spring.kafka.listener.concurrency=3",
                "--swath.kafka.partitions=2");
    await().atMost(PATIENCE).until(() -> ask("/readiness").statusCode() == 200);
  }

  @AfterEach
  void stop() {
    service.close();
    broker.destroy();
  }

  @Test
  void aServiceIsReadyWhileABrokerAnswersAndAliveWithoutOne() throws Exception {
    assertThat(ask("/liveness").statusCode()).isEqualTo(200);
    // One of three consumers has no partition of two, and is ready to take one over.
    assertThat(ask("").body()).contains("\"consumers\":3", "\"assigned\":3", "\"partitions\":2");

    broker.destroy();

    await().atMost(PATIENCE).until(() -> ask("/readiness").statusCode() == 503);
    assertThat(ask("").body()).contains("\"broker\":{\"details\":{\"reason\":\"TimeoutException");
    assertThat(ask("/liveness").statusCode()).isEqualTo(200);
  }

  @Test
  @SuppressWarnings("unchecked")
  void aServiceWhoseListenerHasEndedIsNotAlive() {
    service
        .getBean(KafkaTemplate.class)
        .send(Topics.OBSERVATIONS, "key", "end".getBytes(UTF_8))
        .join();

    await().atMost(PATIENCE).until(() -> ask("/liveness").statusCode() == 503);
  }

  private HttpResponse<String> ask(String group) throws IOException, InterruptedException {
    String port = service.getEnvironment().getRequiredProperty("local.server.port");
    URI health = URI.create("http://localhost:" + port + "/actuator/health" + group);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
  }

  static class EndingListener {
    @KafkaListener(topics = Topics.OBSERVATIONS)
    void onObservation(ConsumerRecord<String, byte[]> message) {
      throw new LinkageError("no such method");
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class App {
    @Bean
    EndingListener endingListener() {
      return new EndingListener();
    }
  }
}
