package dev.swath.change;

import dev.swath.servicekit.KafkaSettings;
import dev.swath.servicekit.ModelSettings;
import dev.swath.servicekit.Retrying;
import dev.swath.servicekit.StageMetrics;
import dev.swath.servicekit.Traces;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.Precision;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.streams.StreamsBuilder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
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

  public static void main(String[] args) {
    application().run(args);
  }

  /** This service, not yet started; its defaults are in {@code change-service.yaml}. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(ChangeApplication.class)
        .properties("spring.config.name=change-service");
  }

  @Bean(destroyMethod = "close")
  static ChangeExtractor changeExtractor(ModelSettings model) {
    Precision.use(model.precision());
    return model.load(folder -> ChangeExtractor.load(ModelFolder.open(folder)));
  }

  @Bean
  static PairFuser pairFuser(ChangeExtractor extractor) {
    return extractor::fuse;
  }

  @Bean
  static ChangeTokens changeTokens(PairFuser fuser) {
    return new ChangeTokens(fuser);
  }

  @Bean
  static ChangeReport changeReport(
      StageMetrics metrics,
      Traces traces,
      MeterRegistry registry,
      KafkaSettings kafka,
      Clock clock,
      @Value("${spring.application.name}") String service) {
    return new ChangeReport(service, metrics, traces, registry, kafka, clock);
  }

  @Autowired
  void topology(
      StreamsBuilder builder,
      ChangeTokens changes,
      ChangeSettings settings,
      ChangeReport report,
      Retrying retrying) {
    ChangeTopology.build(builder, changes, settings, report, retrying);
  }

  @Bean
  static StoreMemory storeMemory(ChangeSettings settings) {
    return new StoreMemory(settings.storeMemory());
  }

  @Bean
  static StreamsBuilderFactoryBeanConfigurer shareStoreMemory(StoreMemory memory) {
    return streams -> memory.shareIn(streams.getStreamsConfiguration());
  }

  @Bean
  static StreamsBuilderFactoryBeanConfigurer startAgain(
      @Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration shutdown) {
    return streams -> {
      // What is not done by then is aborted with its transaction, and taken up by the next start.
      streams.setCloseTimeout(Math.toIntExact(shutdown.toSeconds()));
      // Or else a restarted service waits until the broker has given up the stopped one.
      streams.setLeaveGroupOnClose(true);
      streams.setStreamsUncaughtExceptionHandler(new StreamTrouble(streams));
    };
  }

  @Bean
  static StreamsHealth streamsHealthIndicator(StreamsBuilderFactoryBean streams) {
    return StreamsHealth.alive(streams);
  }

  @Bean
  static StreamsHealth partitionsHealthIndicator(StreamsBuilderFactoryBean streams) {
    return StreamsHealth.assigned(streams);
  }
}
