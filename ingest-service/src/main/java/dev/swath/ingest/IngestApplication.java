package dev.swath.ingest;

import dev.swath.imagery.AssetSource;
import dev.swath.imagery.RasterReader;
import dev.swath.servicekit.ConfigurationException;
import dev.swath.servicekit.Meters;
import dev.swath.servicekit.Traces;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** Turns scenes and questions into observations. */
@SpringBootApplication
@EnableConfigurationProperties(IngestSettings.class)
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
  static AssetSource assetSource(IngestSettings settings) {
    List<Path> roots = settings.allowedRoots().stream().map(Path::of).toList();
    for (Path root : roots) {
      if (!Files.isDirectory(root)) {
        throw new ConfigurationException(
            "swath.ingest.allowed-roots",
            "There is no folder " + root.toAbsolutePath().normalize() + ".",
            "Make it, or name the folders that the files of your scenes lie below.");
      }
    }
    AssetSource source =
        AssetSource.of(
            new HostAddresses(settings.allowedHosts()), settings.limits().toReadLimits());
    return new AllowedAssets(roots, settings.allowedHosts(), settings.allowedBuckets(), source);
  }

  @Bean
  static StandingTasks standingTasks(IngestSettings settings) {
    return new StandingTasks(settings.tasks());
  }

  @Bean
  static RasterReader rasterReader(IngestSettings settings) {
    return RasterReaders.choose(settings.rasterReader());
  }

  @Bean
  static MeterBinder rasterReaderMeter(RasterReader reader) {
    return registry ->
        Meters.RASTER_READER.gauge(registry, reader, r -> 1, reader.name(), reader.version());
  }

  @Bean
  static ObservationMaker observationMaker(
      AssetSource assets, RasterReader reader, IngestSettings settings) {
    return new ObservationMaker(assets, reader, settings);
  }

  @Bean
  static QuestionTasks questionTasks(IngestSettings settings) {
    return new QuestionTasks(settings.questions());
  }

  @Bean
  static KnownScenes knownScenes(
      ConsumerFactory<String, byte[]> consumers, IngestSettings settings) {
    return new KnownScenes(consumers, settings.knownScenes());
  }

  @Bean
  static Inbox inbox(KafkaTemplate<String, byte[]> kafka, Traces traces, Clock clock) {
    return new Inbox(kafka, traces, clock);
  }
}
