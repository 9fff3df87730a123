package dev.swath.change;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap.Encoding;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import java.util.Random;

/** Visual tokens of images, for tests. */
final class Images {

  static final String TILE = "12/1/2";

  static final Task CAPTION =
      Task.newBuilder().setName("caption").setKind(Kind.IMAGE).setInstruction("Describe.").build();

  static final Task CHANGE =
      Task.newBuilder()
          .setName("change")
          .setKind(Kind.PAIR)
          .setInstruction("What changed?")
          .build();

  static final Task QUESTION =
      Task.newBuilder()
          .setName("question")
          .setKind(Kind.PAIR)
          .setInstruction("Is there a new lake?")
          .setRequestId("q1")
          .build();

  private Images() {}

  /** An image of a day, with features of one token that say the day. */
  static VisualTokens of(int day, Task... tasks) {
    return tokens(day, new float[] {day, 1}, 1, 2, tasks);
  }

  /** An image of a day with random features [tokens, width]. */
  static VisualTokens random(int day, int tokens, int width, Task... tasks) {
    Random random = new Random(day);
    float[] values = new float[tokens * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return tokens(day, values, tokens, width, tasks);
  }

  private static VisualTokens tokens(
      int day, float[] values, int tokens, int width, Task... tasks) {
    return VisualTokens.newBuilder()
        .setTile(TILE)
        .setKind(Kind.IMAGE)
        .addAcquisitions(
            Acquisition.newBuilder().setSceneId("scene-" + day).setAcquiredMs(day * 86_400_000L))
        .setEncoder("encoder")
        .addFrames(FeatureMaps.pack(values, tokens, width, Encoding.BF16))
        .addAllTasks(java.util.List.of(tasks))
        .putStagesMs("encode", 3.0)
        .build();
  }

  /** "scene-1>scene-2". */
  static String scenes(VisualTokens pair) {
    return pair.getAcquisitions(0).getSceneId() + ">" + pair.getAcquisitions(1).getSceneId();
  }
}
