package dev.swath.promptaugment;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.DecodingCounts;
import dev.swath.servicekit.DecodingMeters;
import dev.swath.servicekit.DecodingSettings;
import dev.swath.servicekit.Intake;
import dev.swath.servicekit.ModelHealth;
import dev.swath.servicekit.ModelSettings;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.Precision;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.WeightForm;
import dev.swath.vlm.decoding.DecodingLimits;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Asks the frozen base model for a clue about each observation and renders the prompts. */
@SpringBootApplication
@EnableConfigurationProperties({PromptAugmentSettings.class, DecodingSettings.class})
public class PromptAugmentApplication {

  private static final Logger log = LoggerFactory.getLogger(PromptAugmentApplication.class);

  public static void main(String[] args) {
    application().run(args);
  }

  /** This service, not yet started; its defaults are in {@code prompt-augment-service.yaml}. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(PromptAugmentApplication.class)
        .properties("spring.config.name=prompt-augment-service");
  }

  @Bean
  @ConditionalOnMissingBean
  @Conditional(OnClues.class)
  static LanguageModel languageModel(ModelSettings model, DecodingSettings decoding) {
    Precision.use(model.precision());
    return model.load(
        folder ->
            LanguageModel.load(
                ModelFolder.open(folder),
                decoding.as(DecodingLimits::new),
                WeightForm.named(decoding.weights())));
  }

  /** Without clues there is no model, which is healthy. */
  @Bean
  static ModelHealth modelHealthIndicator(ObjectProvider<LanguageModel> loaded) {
    LanguageModel model = loaded.getIfAvailable();
    return model == null
        ? new ModelHealth(() -> true, "none")
        : new ModelHealth(model::isOpen, model.fingerprint());
  }

  @Bean
  @Conditional(OnClues.class)
  static DecodingMeters decodingMeters(LanguageModel model) {
    return new DecodingMeters(() -> model.stats().as(DecodingCounts::new));
  }

  @Bean
  static PromptAugmenter promptAugmenter(
      PromptAugmentSettings settings, ModelSettings folder, ObjectProvider<LanguageModel> model) {
    PromptTemplate template = PromptTemplate.vicunaV1();
    PromptAugmentSettings.Clues clues = settings.clues();
    if (!OnClues.wanted(clues.enabled(), () -> OnClues.calibration(folder))) {
      log.info("Prompts have no clues (swath.prompt-augment.clues.enabled={})", clues.enabled());
      return new PromptAugmenter(template, Optional.empty());
    }
    String encoder = folder.load(path -> ModelFolder.open(path).encoderFingerprint());
    return new PromptAugmenter(
        template,
        Optional.of(
            new ClueAsker(model.getObject()::generate, template, clues.maxTokens(), encoder)));
  }

  @Bean
  static SmartLifecycle features(Intake intake, PromptAugmentListener listener) {
    return intake.of(List.of(Topics.VISUAL_TOKENS, Topics.CHANGE_TOKENS), listener::onFeatures);
  }
}
