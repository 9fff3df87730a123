package dev.swath.change;

import dev.swath.servicekit.StageMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/** Pairs each tile with its previous acquisition and fuses the two. */
@SpringBootApplication
@EnableKafkaStreams
@EnableConfigurationProperties(ChangeSettings.class)
public class ChangeApplication {

  private static final Logger log = LoggerFactory.getLogger(ChangeApplication.class);

  public static void main(String[] args) {
    SpringApplication.run(ChangeApplication.class, args);
  }

  @Bean
  static ChangeTokens changeTokens(PairFuser fuser) {
    return new ChangeTokens(fuser);
  }

  @Bean
  static ChangeReport changeReport(
      StageMetrics metrics,
      MeterRegistry registry,
      Clock clock,
      @Value("${spring.application.name}") String service) {
    return new ChangeReport(service, metrics, registry, clock);
  }

  @Autowired
  void topology(
      StreamsBuilder builder, ChangeTokens changes, ChangeSettings settings, ChangeReport report) {
    ChangeTopology.build(builder, changes, settings, report);
  }

  /** Bad input never gets here: this is trouble with Kafka or the disk, which may pass. */
  @Bean
  static StreamsBuilderFactoryBeanConfigurer goOnAfterTrouble() {
    return streams ->
        streams.setStreamsUncaughtExceptionHandler(
            trouble -> {
              log.error("The stream stopped and is started again", trouble);
              return StreamThreadExceptionResponse.REPLACE_THREAD;
            });
  }

  @Bean
  static StreamsHealth streamsHealth(StreamsBuilderFactoryBean streams) {
    return new StreamsHealth(streams);
  }
}
