package dev.swath.encoder;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.FeatureMap.Encoding;
import dev.swath.servicekit.ModelSettings;
import dev.swath.servicekit.Stage;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.Precision;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.VisionEncoder;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Observations in, visual tokens out. */
@SpringBootApplication
@EnableConfigurationProperties(EncoderSettings.class)
public class EncoderApplication {

  public static void main(String[] args) {
    application().run(args);
  }

  /** This service, not yet started; its defaults are in {@code encoder-service.yaml}. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(EncoderApplication.class)
        .properties("spring.config.name=encoder-service");
  }

  @Bean(destroyMethod = "close")
  static VisionEncoder visionEncoder(ModelSettings model) {
    Precision.use(model.precision());
    return model.load(folder -> VisionEncoder.load(ModelFolder.open(folder)));
  }

  @Bean
  static FeatureCache featureCache(EncoderSettings settings) {
    return new FeatureCache(settings.cache());
  }

  @Bean
  static ObservationEncoder observationEncoder(
      VisionEncoder encoder, EncoderSettings settings, FeatureCache cache) {
    return new ObservationEncoder(
        images -> encode(encoder, images, settings.wire().encoding()),
        encoder.fingerprint(),
        settings.batchSize(),
        cache);
  }

  private static List<FeatureMap> encode(
      VisionEncoder encoder, List<RgbImage> images, Encoding wire) {
    return encoder.encodePacked(images, wire == Encoding.INT8).stream()
        .map(map -> FeatureMaps.of(map.tokens(), map.width(), wire, map.data(), map.scales()))
        .toList();
  }

  @Bean
  static ObservationListener observationListener(
      Stage stage, ObservationEncoder encoder, ModelSettings model) {
    ModelConfig.Vision vision = model.load(folder -> ModelFolder.open(folder).config().vision());
    int featureMapBytes = Math.multiplyExact(vision.tokens(), vision.width()) * Short.BYTES;
    return new ObservationListener(stage, encoder, featureMapBytes);
  }

  /** The broker holds an answer back until there is a batch to work on, or the wait is over. */
  @Bean
  static DefaultKafkaConsumerFactoryCustomizer batching(EncoderSettings settings) {
    return consumers ->
        consumers.updateConfigs(
            Map.of(
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                settings.batchSize() * EncoderSettings.TYPICAL_FRAME_BYTES,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                Math.toIntExact(settings.batchWait().toMillis())));
  }
}
