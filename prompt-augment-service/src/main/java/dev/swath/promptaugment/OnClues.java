package dev.swath.promptaugment;

import dev.swath.servicekit.ModelSettings;
import dev.swath.vlm.Calibration;
import dev.swath.vlm.ModelFolder;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether prompts have clues: without them, the base model need not be loaded. */
final class OnClues implements Condition {

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    Binder binder = Binder.get(context.getEnvironment());
    try {
      return wanted(
          binder
              .bind("swath.prompt-augment.clues.enabled", PromptAugmentSettings.Use.class)
              .orElse(PromptAugmentSettings.Use.AUTO),
          () -> calibration(binder.bindOrCreate("swath.model", ModelSettings.class)));
    } catch (RuntimeException e) {
      // Who needs the setting, or the model, says better what is wrong with it.
      return true;
    }
  }

  static boolean wanted(PromptAugmentSettings.Use use, Supplier<Calibration> calibration) {
    return switch (use) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO -> calibration.get().wantsClues();
    };
  }

  static Calibration calibration(ModelSettings model) {
    return model.load(folder -> ModelFolder.open(folder).calibration());
  }
}
