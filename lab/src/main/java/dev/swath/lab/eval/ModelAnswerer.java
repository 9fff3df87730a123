package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.eval.Answered.Reply;
import dev.swath.lab.eval.ModelCalls.Asked;
import dev.swath.lab.eval.ModelCalls.Seen;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.vlm.Calibration;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.WeightForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/**
 * Answers as the services do: features, clue, prompt, adapter, greedy decoding. Examples on the
 * same images share features and clue, which are made once for answers with and without clue.
 */
final class ModelAnswerer implements Answerer {

  private record Shown(ImageKind kind, List<Media> media) {

    static Shown of(Example example) {
      return new Shown(example.kind(), example.media());
    }
  }

  private final int frames;
  private final Calibration calibration;
  private final EvaluationResult.Model identity;
  private final ModelCalls calls;
  private final String adapter;
  private final int batchSize;

  /**
   * Loads a model.
   *
   * @param batchSize images encoded and answers decoded together
   * @throws IllegalArgumentException if there is no such adapter
   * @throws dev.swath.vlm.weights.WeightsException if a weight is missing or does not fit
   */
  ModelAnswerer(ModelFolder folder, Adapter adapter, int batchSize) {
    this(folder, adapter, batchSize, true, WeightForm.FULL);
  }

  /**
   * @param fuse whether a pair goes through the change module, or is shown as two images
   * @param form how the language model's weights are kept
   */
  ModelAnswerer(ModelFolder folder, Adapter adapter, int batchSize, boolean fuse, WeightForm form) {
    this.frames = folder.config().videoFrames();
    this.adapter = adapter.name();
    this.batchSize = batchSize;
    this.calibration = adapter.ofModel() ? folder.calibration() : Calibration.NONE;
    this.calls = new ModelCalls(folder, adapter, fuse, form);
    this.identity =
        new EvaluationResult.Model(
            folder.name(),
            calls.encoderFingerprint(),
            calls.languageFingerprint(),
            this.adapter,
            adapter.fingerprint(),
            calibration.adapter().equals(this.adapter) ? calibration.temperature() : 1);
  }

  @Override
  public EvaluationResult.Model model() {
    return identity;
  }

  @Override
  public boolean servedWithClues() {
    return calibration.wantsClues();
  }

  @Override
  public double confidence(double logProbability) {
    return calibration.confidence(logProbability, adapter);
  }

  @Override
  public List<Answered> answer(String label, List<Example> examples, Clues clues) {
    Map<Shown, List<Integer>> byImages = new LinkedHashMap<>();
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      byImages.computeIfAbsent(Shown.of(example), s -> new ArrayList<>()).add(i);
    }
    Answered[] answers = new Answered[examples.size()];
    try (ProgressBar bar = new ProgressBar(label, examples.size())) {
      Map<Shown, List<RgbImage>> batch = new LinkedHashMap<>();
      int images = 0;
      for (Map.Entry<Shown, List<Integer>> entry : byImages.entrySet()) {
        try {
          List<RgbImage> read = read(entry.getKey());
          batch.put(entry.getKey(), read);
          images += read.size();
        } catch (IOException | RuntimeException e) {
          for (int i : entry.getValue()) {
            answers[i] =
                Answered.failed(examples.get(i), "images cannot be read: " + e.getMessage());
          }
          bar.stepBy(entry.getValue().size());
        }
        if (images >= batchSize) {
          answerAll(batch, byImages, examples, clues, answers, bar);
          batch.clear();
          images = 0;
        }
      }
      answerAll(batch, byImages, examples, clues, answers, bar);
    }
    return List.of(answers);
  }

  private List<RgbImage> read(Shown shown) throws IOException {
    List<RgbImage> images = new ArrayList<>();
    for (Media media : shown.media()) {
      images.addAll(media.frames(frames));
    }
    if (shown.kind() == ImageKind.PAIR && images.size() != 2) {
      throw new IOException("a pair has two images, not " + images.size());
    }
    return images;
  }

  private void answerAll(
      Map<Shown, List<RgbImage>> batch,
      Map<Shown, List<Integer>> byImages,
      List<Example> examples,
      Clues clues,
      Answered[] answers,
      ProgressBar bar) {
    Map<Shown, Seen> seen = see(batch);
    Map<Shown, String> hints = clues.with() ? clues(seen) : Map.of();
    List<Integer> rows = new ArrayList<>();
    batch.keySet().forEach(shown -> rows.addAll(byImages.get(shown)));
    for (int from = 0; from < rows.size(); from += batchSize) {
      List<Integer> part = rows.subList(from, Math.min(rows.size(), from + batchSize));
      List<Example> asked = part.stream().map(examples::get).toList();
      List<Answered> done = answerBatch(asked, seen, hints, clues);
      for (int i = 0; i < part.size(); i++) {
        answers[part.get(i)] = done.get(i);
      }
      bar.stepBy(asked.size());
    }
  }

  private List<Answered> answerBatch(
      List<Example> asked, Map<Shown, Seen> seen, Map<Shown, String> hints, Clues clues) {
    try {
      List<Reply> without = clues.without() ? reply(asked, seen, Map.of()) : List.of();
      List<Reply> with = clues.with() ? reply(asked, seen, hints) : List.of();
      List<Answered> answers = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        Example example = asked.get(i);
        answers.add(
            new Answered(
                example,
                Optional.ofNullable(hints.get(Shown.of(example))),
                without.isEmpty() ? Optional.empty() : Optional.of(without.get(i)),
                with.isEmpty() ? Optional.empty() : Optional.of(with.get(i)),
                Optional.empty()));
      }
      return answers;
    } catch (IllegalArgumentException e) {
      if (asked.size() == 1) {
        return List.of(Answered.failed(asked.get(0), "refused by the model: " + e.getMessage()));
      }
      // One request that cannot be decoded, such as one that is too long, must not cost the others.
      return asked.stream()
          .flatMap(one -> answerBatch(List.of(one), seen, hints, clues).stream())
          .toList();
    }
  }

  private List<Reply> reply(
      List<Example> examples, Map<Shown, Seen> seen, Map<Shown, String> clues) {
    return calls.reply(
        examples.stream()
            .map(
                example -> {
                  Shown shown = Shown.of(example);
                  return new Asked(example, seen.get(shown), Optional.ofNullable(clues.get(shown)));
                })
            .toList());
  }

  private Map<Shown, Seen> see(Map<Shown, List<RgbImage>> batch) {
    List<Shown> order = List.copyOf(batch.keySet());
    return byShown(
        order,
        calls.see(
            order.stream().map(Shown::kind).toList(), order.stream().map(batch::get).toList()));
  }

  private Map<Shown, String> clues(Map<Shown, Seen> seen) {
    List<Shown> order = List.copyOf(seen.keySet());
    List<String> clues = new ArrayList<>();
    for (int from = 0; from < order.size(); from += batchSize) {
      List<Shown> part = order.subList(from, Math.min(order.size(), from + batchSize));
      clues.addAll(calls.clues(part.stream().map(seen::get).toList()));
    }
    return byShown(order, clues);
  }

  private static <T> Map<Shown, T> byShown(List<Shown> order, List<T> values) {
    Map<Shown, T> map = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      map.put(order.get(i), values.get(i));
    }
    return map;
  }

  @Override
  public void close() {
    calls.close();
  }
}
