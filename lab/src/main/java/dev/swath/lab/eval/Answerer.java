package dev.swath.lab.eval;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.train.ClueWriter;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.VisionEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Answers questions as the services do: features, clue, prompt, adapter, greedy decoding. */
final class Answerer implements AutoCloseable {

  private static final int BATCH = 64;
  private static final int ANSWER_TOKENS = 48;

  private final ModelFolder folder;
  private final VisionEncoder encoder;
  private final ChangeExtractor change;
  private final LanguageModel model;
  private final String adapter;

  /**
   * @param adapter a name in the model's folder; empty for the base
   */
  Answerer(ModelFolder folder, String adapter) {
    this.folder = folder;
    this.encoder = VisionEncoder.load(folder);
    this.change = ChangeExtractor.load(folder);
    this.model = LanguageModel.load(folder);
    this.adapter = adapter;
    if (!adapter.isEmpty()) {
      if (!folder.adapters().containsKey(adapter)) {
        throw new IllegalArgumentException(
            "%s has no adapter '%s'; it has %s"
                .formatted(folder.path(), adapter, folder.adapters().keySet()));
      }
      model.loadAdapter(adapter, folder.adapters().get(adapter));
    }
  }

  /** One answer a question. */
  List<String> answer(String label, List<Question> questions, boolean clues) {
    List<String> answers = new ArrayList<>();
    try (ProgressBar bar = new ProgressBar(label, questions.size())) {
      for (int from = 0; from < questions.size(); from += BATCH) {
        List<Question> batch = questions.subList(from, Math.min(questions.size(), from + BATCH));
        answerBatch(batch, clues).forEach(completion -> answers.add(completion.text()));
        bar.stepTo(answers.size());
      }
    }
    return answers;
  }

  private List<Completion> answerBatch(List<Question> questions, boolean clues) {
    List<List<FeatureMap>> features = encode(questions);
    List<Optional<String>> hints = clues ? clues(questions, features) : none(questions.size());
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      List<FeatureMap> shown = features.get(i);
      if (question.kind() == ImageKind.PAIR) {
        shown = change.fuse(shown.subList(0, 1), shown.subList(1, 2));
      }
      requests.add(
          GenerationRequest.greedy(
              PromptTemplate.vicunaV1()
                  .answer(question.kind(), shown.size(), question.instruction(), hints.get(i)),
              shown,
              adapter,
              List.of(),
              ANSWER_TOKENS));
    }
    return model.generate(requests);
  }

  private List<Optional<String>> clues(List<Question> questions, List<List<FeatureMap>> features) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      requests.add(
          GenerationRequest.greedy(
              PromptTemplate.vicunaV1().clue(questions.get(i).kind(), features.get(i).size()),
              features.get(i),
              "",
              List.of(),
              ClueWriter.MOST_TOKENS));
    }
    return model.generate(requests).stream().map(c -> Optional.of(c.text())).toList();
  }

  private static List<Optional<String>> none(int count) {
    return java.util.Collections.nCopies(count, Optional.empty());
  }

  private List<List<FeatureMap>> encode(List<Question> questions) {
    int size = folder.imageSize();
    int image = 3 * size * size;
    int count = questions.stream().mapToInt(question -> question.images().size()).sum();
    float[] pixels = new float[count * image];
    int at = 0;
    for (Question question : questions) {
      for (RgbImage shown : question.images()) {
        Augmentation.plain(shown, question.crop(), size, pixels, at);
        at += image;
      }
    }
    List<FeatureMap> all = encoder.encodePixels(pixels, count);
    List<List<FeatureMap>> features = new ArrayList<>();
    int from = 0;
    for (Question question : questions) {
      features.add(all.subList(from, from + question.images().size()));
      from += question.images().size();
    }
    return features;
  }

  @Override
  public void close() {
    encoder.close();
    change.close();
    model.close();
  }
}
