package dev.swath.ingest;

import dev.swath.imagery.AssetSource;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** Turns scenes and questions into observations. */
@SpringBootApplication
@EnableConfigurationProperties(IngestProperties.class)
public class IngestApplication {

  public static void main(String[] args) {
    application().run(args);
  }

  /** This service, not yet started; its defaults are in {@code ingest-service.yaml}. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(IngestApplication.class)
        .properties("spring.config.name=ingest-service");
  }

  @Bean
  static AssetSource assetSource(IngestProperties properties) {
    return new AllowedAssets(
        properties.allowedRoots().stream().map(Path::of).toList(),
        properties.allowedHosts(),
        AssetSource.trusting());
  }

  @Bean
  static StandingTasks standingTasks(IngestProperties properties) {
    return new StandingTasks(properties.tasks());
  }

  @Bean
  static ObservationMaker observationMaker(AssetSource assets, IngestProperties properties) {
    return new ObservationMaker(assets, properties);
  }

  @Bean
  static QuestionTasks questionTasks(IngestProperties properties) {
    return new QuestionTasks(properties.questions());
  }

  @Bean
  static KnownScenes knownScenes(
      ConsumerFactory<String, byte[]> consumers, IngestProperties properties) {
    return new KnownScenes(consumers, properties.knownScenes());
  }

  @Bean
  static Inbox inbox(KafkaTemplate<String, byte[]> kafka, Clock clock) {
    return new Inbox(kafka, clock);
  }
}
