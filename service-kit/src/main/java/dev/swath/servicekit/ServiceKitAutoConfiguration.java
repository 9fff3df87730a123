package dev.swath.servicekit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaAdmin.NewTopics;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;

/** What a service gets by depending on this kit: topics, error handling, publisher, metrics. */
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@EnableConfigurationProperties({KafkaSettings.class, ModelSettings.class})
public class ServiceKitAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(ServiceKitAutoConfiguration.class);

  @Bean
  static NewTopics swathTopics(KafkaSettings settings) {
    return new NewTopics(
        KafkaTopics.all(settings.partitions(), settings.replication(), settings.maxMessageBytes())
            .toArray(NewTopic[]::new));
  }

  /** After KafkaAdmin, which makes the topics. */
  @Bean
  static KafkaLogin kafkaLogin(
      KafkaAdmin admin, @Value("${spring.application.name:swath}") String application) {
    return new KafkaLogin(admin, application);
  }

  @Bean
  static StageMetrics stageMetrics(MeterRegistry registry) {
    return new StageMetrics(registry);
  }

  @Bean
  static ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>>
      watchFromTheStart(StageMetrics metrics, Listeners listeners) {
    return listener -> {
      listeners.add(listener);
      for (String topic : listener.getContainerProperties().getTopics()) {
        metrics.takes(topic);
      }
    };
  }

  @Bean
  static Listeners listeners() {
    return new Listeners();
  }

  @Bean
  static HealthIndicator listenersHealthIndicator(Listeners listeners) {
    return listeners::alive;
  }

  @Bean
  @ConditionalOnMissingBean(name = "partitionsHealthIndicator")
  static HealthIndicator partitionsHealthIndicator(Listeners listeners) {
    return listeners::assigned;
  }

  @Bean
  static HealthIndicator clockHealthIndicator(Clock clock) {
    return new ClockHealth(clock, System::nanoTime);
  }

  @Bean
  static BrokerHealth brokerHealthIndicator(KafkaAdmin admin) {
    return new BrokerHealth(admin.getConfigurationProperties());
  }

  @Bean
  @ConditionalOnMissingBean
  static Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  static Traces traces(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
    return new Traces(
        tracer.getIfAvailable(() -> Tracer.NOOP), propagator.getIfAvailable(() -> Propagator.NOOP));
  }

  @Bean
  static Publisher publisher(
      KafkaTemplate<String, byte[]> kafka,
      StageMetrics metrics,
      Traces traces,
      KafkaSettings settings,
      Clock clock,
      @Value("${spring.application.name:swath}") String service) {
    return new Publisher(kafka, metrics, traces, service, settings, clock);
  }

  @Bean
  static Stage stage(
      Publisher publisher, StageMetrics metrics, Traces traces, KafkaSettings settings) {
    return new Stage(publisher, metrics, traces, settings);
  }

  @Bean
  static ListenerRetries listenerRetries(KafkaSettings settings) {
    return new ListenerRetries(settings.retry());
  }

  @Bean
  static DeadLetterRecoverer deadLetterRecoverer(
      KafkaTemplate<String, byte[]> kafka,
      StageMetrics metrics,
      Traces traces,
      ListenerRetries retries,
      Clock clock,
      @Value("${spring.application.name:swath}") String service) {
    return new DeadLetterRecoverer(kafka, service, metrics, traces, retries, clock);
  }

  /** What becomes of a failed message is decided by {@link Failure} alone. */
  @Bean
  @ConditionalOnMissingBean(CommonErrorHandler.class)
  static DefaultErrorHandler errorHandler(
      DeadLetterRecoverer deadLetters, ListenerRetries retries, Traces traces) {
    DefaultErrorHandler handler = new DefaultErrorHandler(deadLetters, retries);
    // They count by themselves, and a count that began anew with each kind of failure might never
    // end.
    handler.setResetStateOnExceptionChange(false);
    // The stack trace of every single try would drown what matters.
    handler.setLogLevel(KafkaException.Level.DEBUG);
    handler.setRetryListeners(
        retries,
        (message, failure, attempt) ->
            traces.inFailed(message, () -> tellOfFailure(message, failure, attempt)));
    return handler;
  }

  @Bean
  static Intake intake(
      ConsumerFactory<String, byte[]> consumers,
      ConcurrentKafkaListenerContainerFactory<String, byte[]> consumerGroups,
      KafkaAdmin admin,
      DeadLetterRecoverer deadLetters,
      StageMetrics metrics,
      KafkaSettings settings,
      @Value("${spring.kafka.listener.concurrency:1}") int members,
      @Value("${" + ServiceDefaults.SHUTDOWN_TIMEOUT + ":30s}") Duration patience) {
    ShareGroups shareGroups =
        new ShareGroups(
            consumers, new ShareBrokers(admin), deadLetters, metrics, settings, members, patience);
    return new Intake(shareGroups, consumerGroups, settings);
  }

  /** For what no listener's container tries again. */
  @Bean
  static Retrying retrying(KafkaSettings settings) {
    return new Retrying(settings.retry());
  }

  private static void tellOfFailure(ConsumerRecord<?, ?> message, Exception failure, int attempt) {
    log.warn(
        "Attempt {} failed: {}, partition {}, offset {}: {}",
        attempt,
        message.topic(),
        message.partition(),
        message.offset(),
        DeadLetters.reason(failure));
    log.debug("The failure", failure);
  }
}
