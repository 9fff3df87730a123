package dev.swath.standalone.bench;

import dev.swath.contracts.v1.Observation;
import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.VisionEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the services ask of the model for an observation, in batches, and nothing else. */
final class BareLoop implements AutoCloseable {

  static final String ADAPTER = "instructions";

  /** As many as the encoder takes together unless told otherwise. */
  private static final int BATCH = 32;

  /** As long as the services let clues and answers be unless told otherwise. */
  private static final int CLUE_TOKENS = 48;

  private static final int ANSWER_TOKENS = 64;

  private final VisionEncoder encoder;
  private final LanguageModel model;
  private final PromptTemplate template = PromptTemplate.vicunaV1();

  BareLoop(ModelFolder folder) {
    this.encoder = VisionEncoder.load(folder);
    this.model = LanguageModel.load(folder);
    model.loadAdapter(ADAPTER, folder.adapters().get(ADAPTER));
  }

  /** How long all of them take. */
  double seconds(List<Observation> observations) throws IOException {
    long start = System.nanoTime();
    for (int from = 0; from < observations.size(); from += BATCH) {
      answer(observations.subList(from, Math.min(observations.size(), from + BATCH)));
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  private void answer(List<Observation> observations) throws IOException {
    List<RgbImage> images = new ArrayList<>();
    for (Observation observation : observations) {
      images.add(RgbImage.decode(observation.getFrames(0).getPng().toByteArray()));
    }
    List<FeatureMap> features = encoder.encode(images);
    List<GenerationRequest> clues =
        features.stream()
            .map(
                map ->
                    GenerationRequest.greedy(
                        template.clue(ImageKind.IMAGE, 1),
                        List.of(map),
                        "",
                        List.of(),
                        CLUE_TOKENS))
            .toList();
    List<Completion> hints = model.generate(clues);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      Optional<String> hint = Optional.of(hints.get(i).text());
      String instruction = observations.get(i).getTasks(0).getInstruction();
      requests.add(
          GenerationRequest.greedy(
              template.answer(ImageKind.IMAGE, 1, instruction, hint),
              List.of(features.get(i)),
              ADAPTER,
              List.of(),
              ANSWER_TOKENS));
    }
    model.generate(requests);
  }

  @Override
  public void close() {
    encoder.close();
    model.close();
  }
}
