package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.train.AnswerBatch;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.PromptTokens;
import dev.swath.vlm.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Examples as the prompts that the services build, with the wanted answer behind. */
final class LessonTokens {

  private final ModelConfig config;
  private final Tokenizer tokenizer;
  private final FeatureStore features;
  private final Clues clues;

  LessonTokens(ModelConfig config, Tokenizer tokenizer, FeatureStore features, Clues clues) {
    this.config = config;
    this.tokenizer = tokenizer;
    this.features = features;
    this.clues = clues;
  }

  /** Tokens that prompt and answer may have together. */
  int context() {
    return config.language().context();
  }

  /**
   * @param clue whether it has the clue, if there is one
   */
  int promptLength(Example example, boolean clue) {
    return prompt(example, features.shownImages(example), clue).ids().length;
  }

  /** Floating point operations of the frozen encoder and change module so far. */
  double featureFlops() {
    return features.flops();
  }

  /** The end of the answer is one of them. */
  int answerTokens(String answer) {
    return tokenizer.encodeAnswer(answer).length + 1;
  }

  private PromptTokens prompt(Example example, int images, boolean clue) {
    return PromptTokens.of(
        PromptTemplate.vicunaV1()
            .answer(
                example.kind(),
                images,
                example.instruction(),
                clue ? clues.of(example) : Optional.empty()),
        tokenizer,
        config.tokensPerImage());
  }

  /**
   * @throws IOException naming the example and the file, if an image cannot be read
   */
  AnswerBatch batch(List<Lesson> lessons) throws IOException {
    features.prepare(lessons.stream().map(Lesson::example).toList());
    List<AnswerBatch.Row> rows = new ArrayList<>();
    for (Lesson lesson : lessons) {
      List<FeatureMap> shown = features.shown(lesson.example());
      rows.add(
          AnswerBatch.Row.of(
              prompt(lesson.example(), shown.size(), lesson.clue()),
              tokenizer.encodeAnswer(lesson.answer()),
              config.language().eos(),
              shown));
    }
    return AnswerBatch.of(rows, context());
  }
}
