package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.eval.Answered.Reply;
import dev.swath.lab.train.ClueWriter;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.WeightForm;
import dev.swath.vlm.decoding.DecodingLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The networks of a model, called as the services call them: features, clue, prompt, answer. */
final class ModelCalls implements AutoCloseable {

  /** As long as the services let an answer be. */
  private static final int ANSWER_TOKENS = 64;

  private static final PromptTemplate TEMPLATE = PromptTemplate.vicunaV1();

  /** What the model sees of an image, a pair or a video: for the clue, and for the answer. */
  record Seen(ImageKind kind, List<FeatureMap> frames, List<FeatureMap> shown) {}

  private final ModelFolder folder;
  private final VisionEncoder encoder;
  private final LanguageModel model;
  private final String adapter;
  private final boolean fuse;
  private ChangeExtractor change;

  /**
   * Loads a model.
   *
   * @param fuse whether a pair goes through the change module, or is shown as two images
   * @param form how the language model's weights are kept
   * @throws IllegalArgumentException if there is no such adapter
   * @throws dev.swath.vlm.weights.WeightsException if a weight is missing or does not fit
   */
  ModelCalls(ModelFolder folder, Adapter adapter, boolean fuse, WeightForm form) {
    this.folder = folder;
    this.adapter = adapter.name();
    this.fuse = fuse;
    this.encoder = VisionEncoder.load(folder);
    this.model = LanguageModel.load(folder, DecodingLimits.DEFAULT, form);
    if (!this.adapter.isEmpty()) {
      model.loadAdapter(this.adapter, adapter.folder());
    }
  }

  String encoderFingerprint() {
    return encoder.fingerprint();
  }

  String languageFingerprint() {
    return model.fingerprint();
  }

  /**
   * Encodes several at once.
   *
   * @param images those of each kind's observation, one after the other
   */
  List<Seen> see(List<ImageKind> kinds, List<List<RgbImage>> images) {
    List<FeatureMap> features = encoder.encode(images.stream().flatMap(List::stream).toList());
    List<Seen> seen = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < kinds.size(); i++) {
      List<FeatureMap> frames = features.subList(from, from + images.get(i).size());
      from += frames.size();
      boolean pair = fuse && kinds.get(i) == ImageKind.PAIR;
      seen.add(new Seen(kinds.get(i), frames, pair ? fuse(frames) : frames));
    }
    return seen;
  }

  /** The change module is loaded with the first pair: a VILA checkpoint has none. */
  private List<FeatureMap> fuse(List<FeatureMap> pair) {
    if (change == null) {
      change = ChangeExtractor.load(folder);
    }
    return change.fuse(pair.subList(0, 1), pair.subList(1, 2));
  }

  /** The base model's clues. */
  List<String> clues(List<Seen> seen) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (Seen one : seen) {
      requests.add(
          GenerationRequest.greedy(
              TEMPLATE.clue(one.kind(), one.frames().size()),
              one.frames(),
              "",
              List.of(),
              ClueWriter.MOST_TOKENS));
    }
    return model.generate(requests).stream().map(completion -> completion.text()).toList();
  }

  /** One example, what is seen of it, and the clue if it gets one. */
  record Asked(Example example, Seen seen, Optional<String> clue) {}

  /**
   * The adapter's answers.
   *
   * @throws IllegalArgumentException if one of them cannot be decoded, such as one that is too long
   */
  List<Reply> reply(List<Asked> asked) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (Asked one : asked) {
      List<FeatureMap> images = one.seen().shown();
      Example example = one.example();
      requests.add(
          GenerationRequest.greedy(
              TEMPLATE.answer(example.kind(), images.size(), example.instruction(), one.clue()),
              images,
              adapter,
              List.of(),
              ANSWER_TOKENS));
    }
    return model.generate(requests).stream()
        .map(completion -> new Reply(completion.text(), completion.confidence()))
        .toList();
  }

  @Override
  public void close() {
    encoder.close();
    model.close();
    if (change != null) {
      change.close();
    }
  }
}
