package dev.swath.lab.train;

import dev.swath.lab.instruct.Sample;
import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.PromptTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The clues in the prompts of a batch. */
@FunctionalInterface
public interface ClueWriter {

  /** As long as the services let a clue be. */
  int MOST_TOKENS = 48;

  /**
   * @param features of each sample's images
   */
  List<Optional<String>> write(
      List<Sample> samples, List<List<FeatureMap>> features, RandomGenerator random);

  /** No clues. */
  static ClueWriter none() {
    return (samples, features, random) ->
        samples.stream().map(sample -> Optional.<String>empty()).toList();
  }

  /**
   * The clues of the frozen base model, as the services would get them, for a share of the samples;
   * the others go without, so that the adapter can do both.
   */
  static ClueWriter of(LanguageModel base, double share) {
    return (samples, features, random) -> {
      List<GenerationRequest> requests = new ArrayList<>();
      boolean[] asked = new boolean[samples.size()];
      for (int i = 0; i < samples.size(); i++) {
        asked[i] = random.nextDouble() < share;
        if (asked[i]) {
          List<FeatureMap> images = features.get(i);
          requests.add(
              GenerationRequest.greedy(
                  PromptTemplate.vicunaV1().clue(samples.get(i).kind(), images.size()),
                  images,
                  "",
                  List.of(),
                  MOST_TOKENS));
        }
      }
      List<Completion> completions = base.generate(requests);
      List<Optional<String>> clues = new ArrayList<>();
      int next = 0;
      for (boolean one : asked) {
        clues.add(one ? Optional.of(completions.get(next++).text()) : Optional.empty());
      }
      return clues;
    };
  }

  /**
   * The same, but some clues are those of another sample of the batch. The base has seen the images
   * that the adapter learns from, so its clues are better there than they will ever be, and an
   * adapter that is never misled may learn to repeat them without looking.
   *
   * @param share of the clues
   */
  default ClueWriter misled(double share) {
    return (samples, features, random) -> {
      List<Optional<String>> own = write(samples, features, random);
      List<String> all = own.stream().flatMap(Optional::stream).toList();
      return own.stream()
          .map(
              clue ->
                  clue.isPresent() && random.nextDouble() < share
                      ? Optional.of(all.get(random.nextInt(all.size())))
                      : clue)
          .toList();
    };
  }
}
