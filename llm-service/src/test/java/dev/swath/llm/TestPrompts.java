package dev.swath.llm;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.PromptPart;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.vlm.ModelFolder;
import java.util.Random;

/** Messages for a model of random weights. */
final class TestPrompts {

  private TestPrompts() {}

  /**
   * Prompts that this model can decode.
   *
   * @param scene the id of the scene
   */
  static Prompts of(ModelFolder folder, String scene, Task... tasks) {
    int tokens = folder.config().vision().tokens();
    int width = folder.config().vision().width();
    float[] values = new float[tokens * width];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Prompts.Builder prompts =
        Prompts.newBuilder()
            .setTile("12/1197/2145")
            .setKind(Kind.IMAGE)
            .addAcquisitions(Acquisition.newBuilder().setSceneId(scene).setAcquiredMs(1))
            .setEncoder(folder.encoderFingerprint())
            .addImages(FeatureMaps.pack(values, tokens, width, FeatureMap.Encoding.BF16))
            .putStagesMs("encode", 1);
    for (Task task : tasks) {
      prompts.addTasks(
          PromptedTask.newBuilder()
              .setTask(task)
              .addPrompt(PromptPart.newBuilder().setTemplate("USER: "))
              .addPrompt(PromptPart.newBuilder().setImage(0))
              .addPrompt(PromptPart.newBuilder().setText(task.getInstruction()))
              .addPrompt(PromptPart.newBuilder().setTemplate(" ASSISTANT:")));
    }
    return prompts.build();
  }

  static Task task(String name) {
    return Task.newBuilder().setName(name).setKind(Kind.IMAGE).setInstruction("Say it.").build();
  }
}
