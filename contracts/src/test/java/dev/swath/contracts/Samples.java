package dev.swath.contracts;

import com.google.protobuf.ByteString;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.PromptPart;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One message of each kind, every field set. */
final class Samples {

  static final String TILE = "12/2105/1346";

  private static final Task TASK =
      Task.newBuilder()
          .setName("change")
          .setKind(Kind.PAIR)
          .setInstruction("What changed?")
          .setAdapter("instructions")
          .addAllowedAnswers("nothing")
          .setRequestId("q1")
          .build();

  private static final Acquisition BEFORE =
      Acquisition.newBuilder().setSceneId("a").setAcquiredMs(1_000).setArrivedMs(3_000).build();

  private static final Acquisition AFTER =
      Acquisition.newBuilder().setSceneId("b").setAcquiredMs(2_000).setArrivedMs(4_000).build();

  private static final FeatureMap FEATURES =
      FeatureMaps.pack(new float[] {1, 2, 3, 4}, 2, 2, FeatureMap.Encoding.BF16);

  private Samples() {}

  static Observation observation() {
    return Observation.newBuilder()
        .setTile(TILE)
        .setKind(Kind.IMAGE)
        .setAcquisition(BEFORE)
        .addFrames(Frame.newBuilder().setPng(ByteString.copyFromUtf8("png")))
        .addTasks(TASK)
        .putStagesMs("ingest", 1)
        .build();
  }

  static VisualTokens visualTokens() {
    return VisualTokens.newBuilder()
        .setTile(TILE)
        .setKind(Kind.IMAGE)
        .addAcquisitions(BEFORE)
        .setEncoder("encoder")
        .addFrames(FEATURES)
        .addTasks(TASK)
        .putStagesMs("encode", 1)
        .build();
  }

  static VisualTokens changeTokens() {
    return visualTokens().toBuilder()
        .setKind(Kind.PAIR)
        .addAcquisitions(AFTER)
        .addFrames(FEATURES)
        .setFused(FEATURES)
        .build();
  }

  static Prompts prompts() {
    return Prompts.newBuilder()
        .setTile(TILE)
        .setKind(Kind.PAIR)
        .addAcquisitions(BEFORE)
        .addAcquisitions(AFTER)
        .setEncoder("encoder")
        .addImages(FEATURES)
        .setClue("a lake")
        .addTasks(
            PromptedTask.newBuilder()
                .setTask(TASK)
                .addPrompt(PromptPart.newBuilder().setTemplate("USER: "))
                .addPrompt(PromptPart.newBuilder().setImage(0))
                .addPrompt(PromptPart.newBuilder().setText("What changed?")))
        .putStagesMs("clue", 1)
        .build();
  }

  static Answer answer() {
    return Answer.of(
        AnswerId.of(List.of("a", "b"), TILE, "change", "What changed?", "q1", "model", "adapter"),
        "/swath/llm",
        Instant.parse("2030-01-01T00:00:00.123Z"),
        new Answer.Properties(
            "change",
            "What changed?",
            "A lake has appeared.",
            0.87,
            "a lake",
            List.of("a", "b"),
            List.of(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(2_000)),
            TILE,
            "model",
            "adapter",
            "q1",
            "4bf92f3577b34da6a3ce929d0e0e4736",
            Map.of("ingest", 1.0, "encode", 2.0, "change", 3.0, "clue", 4.0, "decode", 5.0)));
  }

  static Question question() {
    return new Question(
        "q1", "a", null, "Is there a lake?", List.of("yes", "no"), null, null, TILE, "image");
  }

  /** A small STAC Item. */
  static String item() {
    return """
        {"type": "Feature", "stac_version": "1.1.0", "id": "a", "geometry": null,
         "properties": {"datetime": "2020-01-01T00:00:00Z"}, "links": [],
         "assets": {"image": {"href": "a.tif"}}}""";
  }
}
