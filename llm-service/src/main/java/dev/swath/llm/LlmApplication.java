package dev.swath.llm;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.DecodingCounts;
import dev.swath.servicekit.DecodingMeters;
import dev.swath.servicekit.DecodingSettings;
import dev.swath.servicekit.Intake;
import dev.swath.servicekit.Meters;
import dev.swath.servicekit.ModelHealth;
import dev.swath.servicekit.ModelSettings;
import dev.swath.vlm.Calibration;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.Precision;
import dev.swath.vlm.WeightForm;
import dev.swath.vlm.decoding.DecodingLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** Decodes the answers, each with the adapter that its task names. */
@SpringBootApplication
@EnableConfigurationProperties({LlmSettings.class, DecodingSettings.class})
public class LlmApplication {

  public static void main(String[] args) {
    application().run(args);
  }

  /** This service, not yet started; its defaults are in {@code llm-service.yaml}. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(LlmApplication.class)
        .properties("spring.config.name=llm-service");
  }

  @Bean
  static ModelFolder modelFolder(ModelSettings model) {
    Precision.use(model.precision());
    return model.load(ModelFolder::open);
  }

  @Bean
  @ConditionalOnMissingBean
  static LanguageModel languageModel(ModelFolder folder, DecodingSettings decoding) {
    return LanguageModel.load(
        folder, decoding.as(DecodingLimits::new), WeightForm.named(decoding.weights()));
  }

  @Bean
  static ModelHealth modelHealthIndicator(LanguageModel model) {
    return new ModelHealth(model::isOpen, model.fingerprint());
  }

  @Bean
  static DecodingMeters decodingMeters(LanguageModel model) {
    return new DecodingMeters(() -> model.stats().as(DecodingCounts::new));
  }

  @Bean
  static MeterBinder adapterMeters(LanguageModel model) {
    return registry -> Meters.ADAPTERS.gauge(registry, model, m -> m.adapters().size());
  }

  @Bean
  static AnswerLatency answerLatency(MeterRegistry registry, Clock clock) {
    return new AnswerLatency(registry, clock);
  }

  @Bean
  static Adapters adapters(ModelFolder folder, LlmSettings settings, LanguageModel model) {
    return Adapters.load(folder.adapters(), settings.adapters(), model);
  }

  @Bean
  static PromptReader promptReader(ModelFolder folder, Adapters adapters, LlmSettings settings) {
    return new PromptReader(folder.encoderFingerprint(), adapters.names(), settings);
  }

  @Bean
  static Calibration calibration(ModelSettings model, ModelFolder folder, LlmSettings settings) {
    Calibration calibration = model.load(path -> folder.calibration());
    // A configured adapter may stand in for the one that it was fitted on.
    return settings.adapters().containsKey(calibration.adapter()) ? Calibration.NONE : calibration;
  }

  @Bean
  static Answerer answerer(
      ModelFolder folder, LanguageModel model, Calibration calibration, Clock clock) {
    Answerer.Model name = new Answerer.Model(folder.name(), model.fingerprint(), calibration);
    return new Answerer(model::generate, name, clock);
  }

  @Bean
  static SmartLifecycle prompts(Intake intake, LlmListener listener) {
    return intake.of(List.of(Topics.PROMPTS), listener::onPrompts);
  }
}
