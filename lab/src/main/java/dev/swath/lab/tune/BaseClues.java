package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.progress.Progress;
import dev.swath.lab.train.ClueWriter;
import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.PromptTemplate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The clues of the frozen base model as the services would get them, made once: what is in the file
 * is not made again, and a stopped run goes on where it was.
 */
final class BaseClues {

  private static final int BATCH = 16;

  private BaseClues() {}

  /**
   * @param base loads the base model; asked only if a clue is missing
   * @throws IOException if an image cannot be read or the file cannot be written
   */
  static Clues make(
      ClueFile file,
      List<Example> examples,
      FeatureStore features,
      Supplier<LanguageModel> base,
      Progress progress)
      throws IOException {
    List<Example> missing = file.missing(examples);
    if (!missing.isEmpty()) {
      try (LanguageModel model = base.get();
          Progress.Bar bar = progress.open("clues", 0, missing.size())) {
        for (int from = 0; from < missing.size(); from += BATCH) {
          List<Example> batch = missing.subList(from, Math.min(missing.size(), from + BATCH));
          file.add(write(model, batch, features));
          bar.at(from + batch.size(), "");
        }
      }
    }
    return file::get;
  }

  private static Map<Example, String> write(
      LanguageModel model, List<Example> examples, FeatureStore features) throws IOException {
    features.prepare(examples);
    List<GenerationRequest> requests = new ArrayList<>();
    for (Example example : examples) {
      List<FeatureMap> frames = features.frames(example);
      requests.add(
          GenerationRequest.greedy(
              PromptTemplate.vicunaV1().clue(example.kind(), frames.size()),
              frames,
              "",
              List.of(),
              ClueWriter.MOST_TOKENS));
    }
    List<Completion> completions = model.generate(requests);
    Map<Example, String> clues = new LinkedHashMap<>();
    for (int i = 0; i < examples.size(); i++) {
      clues.put(examples.get(i), completions.get(i).text());
    }
    return clues;
  }
}
