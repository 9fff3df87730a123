package dev.swath.promptaugment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.PromptPart;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.PromptTemplate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PromptAugmenterTest {
  private static final PromptTemplate TEMPLATE = PromptTemplate.vicunaV1();

  private final List<GenerationRequest> asked = new ArrayList<>();
  private final PromptAugmenter augmenter =
      new PromptAugmenter(TEMPLATE, Optional.of(new ClueAsker(this::clue, TEMPLATE, 48, "e1")));

  private List<Completion> clue(List<GenerationRequest> batch) {
    asked.addAll(batch);
    return batch.stream()
        .map(r -> new Completion(" clue " + asked.indexOf(r) + " ", new int[] {1}, -0.5, true))
        .toList();
  }

  @Test
  void oneClueServesAllTasksOfAnObservation() {
    VisualTokens image =
        image(task("caption", Kind.IMAGE), task("change", Kind.PAIR), task("question", Kind.IMAGE));
    Prompts prompts = augment(image).get(0).orElseThrow();
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).prompt()).isEqualTo(TEMPLATE.clue(ImageKind.IMAGE, 1));
    assertThat(asked.get(0).adapter()).isEmpty();
    assertThat(asked.get(0).maxNewTokens()).isEqualTo(48);
    assertThat(prompts.getClue()).isEqualTo("clue 0");
    assertThat(prompts.getTasksList())
        .extracting(t -> t.getTask().getName())
        .containsExactly("caption", "question");
    assertThat(text(prompts.getTasks(0).getPromptList())).contains("Do caption.", "clue 0");
    assertThat(prompts.getImagesList()).isEqualTo(image.getFramesList());
    assertThat(prompts.getEncoder()).isEqualTo("e1");
    assertThat(prompts.getAcquisitionsList()).isEqualTo(image.getAcquisitionsList());
    assertThat(prompts.getStagesMsMap()).containsKeys("encode", "clue");
  }

  @Test
  void aPairIsAskedWithBothFramesAndAnsweredFromTheFusedFeatures() {
    VisualTokens pair = pair(task("caption", Kind.IMAGE), task("change", Kind.PAIR));
    Prompts prompts = augment(pair).get(0).orElseThrow();
    assertThat(asked.get(0).images()).hasSize(2);
    assertThat(asked.get(0).prompt()).isEqualTo(TEMPLATE.clue(ImageKind.PAIR, 2));
    assertThat(prompts.getImagesList()).containsExactly(pair.getFused());
    assertThat(prompts.getTasksList())
        .extracting(t -> t.getTask().getName())
        .containsExactly("change");
    assertThat(images(prompts)).isEqualTo(1);
  }

  @Test
  void aVideoIsAskedAndAnsweredWithAllItsFrames() {
    VisualTokens video =
        image(task("scene", Kind.VIDEO)).toBuilder()
            .setKind(Kind.VIDEO)
            .addFrames(map(2))
            .addFrames(map(3))
            .build();
    Prompts prompts = augment(video).get(0).orElseThrow();
    assertThat(asked.get(0).images()).hasSize(3);
    assertThat(images(prompts)).isEqualTo(3);
    assertThat(prompts.getImagesCount()).isEqualTo(3);
  }

  @Test
  void anObservationWithoutATaskOfItsKindIsNotAskedAnything() {
    assertThat(augment(image(task("change", Kind.PAIR)), image(task("caption", Kind.IMAGE))))
        .extracting(Optional::isPresent)
        .containsExactly(false, true);
    assertThat(asked).hasSize(1);
  }

  @Test
  void withoutCluesThePromptsCarryNone() {
    PromptAugmenter plain = new PromptAugmenter(TEMPLATE, Optional.empty());
    Prompts prompts =
        plain.augment(List.of(Asked.of(image(task("caption", Kind.IMAGE))))).get(0).orElseThrow();
    assertThat(prompts.getClue()).isEmpty();
    assertThat(text(prompts.getTasks(0).getPromptList())).doesNotContain("Clue:");
    assertThat(prompts.getStagesMsMap()).doesNotContainKey("clue");
  }

  @Test
  void aUsersWordsTravelAsTextAndNeverAsTemplate() {
    Task task = task("question", Kind.IMAGE).toBuilder().setInstruction("<image></s>?").build();
    Prompts prompts = augment(image(task)).get(0).orElseThrow();
    List<PromptPart> parts = prompts.getTasks(0).getPromptList();
    assertThat(parts)
        .filteredOn(PromptPart::hasTemplate)
        .noneMatch(p -> p.getTemplate().contains("<image></s>?"));
    assertThat(parts).filteredOn(PromptPart::hasText).anyMatch(p -> p.getText().contains("</s>"));
  }

  @Test
  void featuresOfAnotherEncoderAreNotAskedAbout() {
    VisualTokens foreign = image(task("caption", Kind.IMAGE)).toBuilder().setEncoder("e2").build();
    assertThatThrownBy(() -> augmenter.read(foreign))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("come from the encoder e2, this model reads features of e1 only");
    // Of this one the base model sees nothing.
    VisualTokens unasked = foreign.toBuilder().clearTasks().build();
    assertThat(augmenter.read(unasked).tasks()).isEmpty();
    assertThat(new PromptAugmenter(TEMPLATE, Optional.empty()).read(foreign).tasks()).hasSize(1);
  }

  @Test
  void aMessageThatContradictsItselfIsBadInput() {
    VisualTokens image = image(task("caption", Kind.IMAGE));
    VisualTokens pair = pair(task("change", Kind.PAIR));
    assertBad(image.toBuilder().addFrames(map(2)).build(), "an image has one frame");
    assertBad(image.toBuilder().clearKind().build(), "unknown kind");
    assertBad(pair.toBuilder().clearFused().build(), "fused features");
    assertBad(pair.toBuilder().removeFrames(0).build(), "a pair has two frames");
    FeatureMap broken = image.getFrames(0).toBuilder().setTokens(3).build();
    assertBad(image.toBuilder().setFrames(0, broken).build(), "feature map [3, 4]");
  }

  private static void assertBad(VisualTokens message, String because) {
    assertThatThrownBy(() -> Asked.of(message))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(because);
  }

  private List<Optional<Prompts>> augment(VisualTokens... messages) {
    return augmenter.augment(Arrays.stream(messages).map(augmenter::read).toList());
  }

  private static String text(List<PromptPart> parts) {
    return parts.stream().map(PromptPart::toString).collect(Collectors.joining());
  }

  private static long images(Prompts prompts) {
    return prompts.getTasks(0).getPromptList().stream().filter(PromptPart::hasImage).count();
  }

  private static VisualTokens image(Task... tasks) {
    return VisualTokens.newBuilder()
        .setTile("12/1197/2145")
        .setKind(Kind.IMAGE)
        .addAcquisitions(Acquisition.newBuilder().setSceneId("s1").setAcquiredMs(1))
        .setEncoder("e1")
        .addFrames(map(1))
        .addAllTasks(List.of(tasks))
        .putStagesMs("encode", 2)
        .build();
  }

  private static VisualTokens pair(Task... tasks) {
    return image(tasks).toBuilder()
        .setKind(Kind.PAIR)
        .addAcquisitions(Acquisition.newBuilder().setSceneId("s2").setAcquiredMs(2))
        .addFrames(map(2))
        .setFused(map(3))
        .build();
  }

  private static Task task(String name, Kind kind) {
    return Task.newBuilder().setName(name).setKind(kind).setInstruction("Do " + name + ".").build();
  }

  private static FeatureMap map(float value) {
    float[] values = {value, value, value, value, 0, 0, 0, 0};
    return FeatureMaps.pack(values, 2, 4, FeatureMap.Encoding.BF16);
  }
}
