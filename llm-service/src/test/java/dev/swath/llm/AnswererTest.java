package dev.swath.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.swath.contracts.Answer;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.PromptPart;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.servicekit.BadInputException;
import dev.swath.vlm.Calibration;
import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.Prompt;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswererTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final LlmSettings SETTINGS = new LlmSettings(64, 0, 2, Map.of());

  private final List<List<String>> calls = new ArrayList<>();
  private final PromptReader reader = new PromptReader("e1", Set.of("instructions"), SETTINGS);
  private final Answerer answerer = answerer("m1");

  private List<Completion> decode(List<GenerationRequest> requests, List<String> lanes) {
    calls.add(lanes);
    return requests.stream()
        .map(r -> new Completion("from " + r.adapter(), new int[] {1, 2}, Math.log(0.25), true))
        .toList();
  }

  @Test
  void allTasksOfABatchAreDecodedTogetherAndEachKindHasALane() {
    List<List<Answer>> answers =
        answer(prompts(task("caption"), task("land-use")), prompts(task("caption")));
    assertThat(answers).extracting(List::size).containsExactly(2, 1);
    assertThat(calls).containsExactly(List.of("caption", "land-use", "caption"));
  }

  @Test
  void anAnswerTellsWhatWasAskedOfWhatAndByWhom() {
    Prompts prompts = prompts(task("caption").toBuilder().setAdapter("instructions").build());
    Answer answer = answer(prompts).get(0).get(0);
    assertThat(answer.subject()).isEqualTo("12/1197/2145");
    assertThat(answer.time()).isEqualTo(NOW);
    Answer.Properties p = answer.data().properties();
    assertThat(p.task()).isEqualTo("caption");
    assertThat(p.instruction()).isEqualTo("Do caption.");
    assertThat(p.answer()).isEqualTo("from instructions");
    assertThat(p.confidence()).isCloseTo(0.25, within(1e-9));
    assertThat(p.clue()).isEqualTo("a lake");
    assertThat(p.scenes()).containsExactly("s1", "s2");
    assertThat(p.acquired()).containsExactly(Instant.ofEpochMilli(1), Instant.ofEpochMilli(2));
    assertThat(p.model()).isEqualTo("swath-compact@m1");
    assertThat(p.adapter()).isEqualTo("instructions");
    assertThat(p.requestId()).isNull();
    assertThat(p.stages()).containsKeys("encode", "decode");
  }

  @Test
  void theConfidenceIsCorrectedForTheAdapterThatItWasFittedOnOnly() {
    Calibration calibration =
        new Calibration(2, "instructions", "compact", 9, 0.2, 0.1, "e1", "m1", "a1", null);
    Prompts prompts =
        prompts(task("caption").toBuilder().setAdapter("instructions").build(), task("land-use"));
    List<Answer> answers = answerer("m1", calibration).answer(List.of(asked(prompts))).get(0);
    // sigmoid(logit(1/4) / 2) = 1 / (1 + sqrt(3))
    assertThat(answers.get(0).data().properties().confidence())
        .isCloseTo(1 / (1 + Math.sqrt(3)), within(1e-9));
    assertThat(answers.get(1).data().properties().confidence()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void theIdFollowsFromWhatWasAskedAndTheModel() {
    Prompts caption = prompts(task("caption"));
    String id = answer(caption).get(0).get(0).id();
    assertThat(answer(caption.toBuilder().setClue("other").build()).get(0).get(0).id())
        .isEqualTo(id);
    assertThat(answer(prompts(task("land-use"))).get(0).get(0).id()).isNotEqualTo(id);
    assertThat(answerer("m2").answer(List.of(asked(caption))).get(0).get(0).id()).isNotEqualTo(id);
  }

  @Test
  void aRequestCarriesThePromptTheImagesAndTheAllowedAnswers() {
    Task task = task("land-use").toBuilder().addAllowedAnswers("forest").build();
    GenerationRequest request = reader.requests(prompts(task)).get(0);
    assertThat(request.prompt().parts())
        .containsExactly(
            new Prompt.Template("USER: "), new Prompt.Image(0), new Prompt.Text("</s>"));
    assertThat(request.images()).hasSize(1);
    assertThat(request.images().get(0).values()).containsExactly(1, 2, 3, 4);
    assertThat(request.allowedAnswers()).containsExactly("forest");
    assertThat(request.maxNewTokens()).isEqualTo(64);
    assertThat(request.temperature()).isZero();
  }

  @Test
  void aReplayDrawsTheSameTokensAndAnotherTaskOthers() {
    long seed = reader.requests(prompts(task("caption"))).get(0).seed();
    assertThat(reader.requests(prompts(task("caption"))).get(0).seed()).isEqualTo(seed);
    assertThat(reader.requests(prompts(task("land-use"))).get(0).seed()).isNotEqualTo(seed);
  }

  @Test
  void anUnknownAdapterIsBadInputThatNamesTheKnownOnes() {
    assertBad(
        prompts(task("caption").toBuilder().setAdapter("ships").build()),
        "'ships' is not loaded; loaded are [instructions]");
  }

  @Test
  void featuresOfAnotherEncoderAreNeverDecoded() {
    assertBad(
        prompts(task("caption")).toBuilder().setEncoder("e2").build(), "come from the encoder e2");
  }

  @Test
  void aMessageThatContradictsItselfIsBadInput() {
    Prompts good = prompts(task("caption"));
    assertBad(good.toBuilder().clearAcquisitions().build(), "no acquisition");
    assertBad(
        good.toBuilder().setImages(0, good.getImages(0).toBuilder().setTokens(9)).build(),
        "feature map [9, 2]");
    assertBad(
        good.toBuilder()
            .setTasks(0, good.getTasks(0).toBuilder().addPrompt(PromptPart.newBuilder()))
            .build(),
        "a part of a prompt is not set");
  }

  private void assertBad(Prompts prompts, String because) {
    assertThatThrownBy(() -> reader.requests(prompts))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(because);
  }

  private Answerer answerer(String fingerprint) {
    return answerer(fingerprint, Calibration.NONE);
  }

  private Answerer answerer(String fingerprint, Calibration calibration) {
    return new Answerer(
        this::decode,
        new Answerer.Model("swath-compact", fingerprint, calibration),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Answerer.Asked asked(Prompts prompts) {
    return new Answerer.Asked(prompts, reader.requests(prompts), null);
  }

  private List<List<Answer>> answer(Prompts... prompts) {
    return answerer.answer(Arrays.stream(prompts).map(this::asked).toList());
  }

  private static Prompts prompts(Task... tasks) {
    Prompts.Builder prompts =
        Prompts.newBuilder()
            .setTile("12/1197/2145")
            .setKind(Kind.PAIR)
            .addAcquisitions(Acquisition.newBuilder().setSceneId("s1").setAcquiredMs(1))
            .addAcquisitions(Acquisition.newBuilder().setSceneId("s2").setAcquiredMs(2))
            .setEncoder("e1")
            .addImages(FeatureMaps.pack(new float[] {1, 2, 3, 4}, 2, 2, FeatureMap.Encoding.BF16))
            .setClue("a lake")
            .putStagesMs("encode", 2);
    for (Task task : tasks) {
      prompts.addTasks(
          PromptedTask.newBuilder()
              .setTask(task)
              .addPrompt(PromptPart.newBuilder().setTemplate("USER: "))
              .addPrompt(PromptPart.newBuilder().setImage(0))
              .addPrompt(PromptPart.newBuilder().setText("</s>")));
    }
    return prompts.build();
  }

  private static Task task(String name) {
    return Task.newBuilder()
        .setName(name)
        .setKind(Kind.PAIR)
        .setInstruction("Do " + name + ".")
        .build();
  }
}
