package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.data.PatchCover;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Place;
import dev.swath.lab.train.EncoderTrainer.Covers;
import dev.swath.lab.train.LabelledBatches.Share;
import dev.swath.vlm.ImagePreprocessor;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.TorchCall;
import java.util.ArrayList;
import java.util.List;

/** How well the encoder's own heads tell classes and cover on the validation split. */
record EncoderValidation(ModelConfig.Vision config, List<Share> shares, List<Covers> covers) {

  private static final int BATCH = 128;

  /**
   * Every dataset's accuracy and every series' share of right patches, for the progress line and
   * the journal.
   *
   * @param most images of a dataset at the most
   */
  String evaluate(TrainingRun run, int most) {
    List<String> scores = new ArrayList<>();
    int first = 0;
    for (Share share : shares) {
      String name = share.data().name();
      if (share.data().validation().isEmpty()) {
        scores.add(name + " has no validation images");
      } else {
        double accuracy = accuracy(run, share.data(), first, most);
        scores.add("%s %.1f %%".formatted(name, 100 * accuracy));
        run.score(name + " accuracy", accuracy);
      }
      first += share.data().classes().size();
    }
    for (Covers cover : covers) {
      double accuracy = coverAccuracy(run, cover);
      scores.add("%s cover %.1f %%".formatted(cover.series().name(), 100 * accuracy));
      run.score(cover.series().name() + " cover", accuracy);
    }
    return "validation: " + String.join(", ", scores);
  }

  /**
   * @param first the first of the dataset's classes among those of all datasets
   */
  private double accuracy(TrainingRun run, ImageClasses data, int first, int most) {
    List<LabelledImage> images = data.validation();
    int count = Math.min(most, images.size());
    int size = config.imageSize();
    ImagePreprocessor preprocessor = new ImagePreprocessor(size, ImagePreprocessor.Aspect.RESIZE);
    int right = 0;
    for (int from = 0; from < count; from += BATCH) {
      int rows = Math.min(BATCH, count - from);
      float[] pixels = new float[rows * 3 * size * size];
      List<LabelledImage> chosen = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        chosen.add(images.get((int) ((long) (from + row) * images.size() / count)));
        preprocessor.write(chosen.get(row).image(), pixels, row * 3 * size * size);
      }
      try (TorchCall call = run.network().call("logits")) {
        float[] logits = call.floats(pixels, rows, 3, size, size).runFloats().values();
        for (int row = 0; row < rows; row++) {
          int own = row * (logits.length / rows) + first;
          int best = best(logits, own, own + data.classes().size());
          right += best == own + chosen.get(row).label() ? 1 : 0;
        }
      }
    }
    return (double) right / count;
  }

  private static int best(float[] logits, int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** The share of patches, mostly covered by something or mostly not, that are told right. */
  private double coverAccuracy(TrainingRun run, Covers cover) {
    int size = config.imageSize();
    int side = size / config.patchSize();
    int map = side * side * PatchCover.CHANNELS;
    int right = 0;
    int count = 0;
    for (Place place : cover.series().validation()) {
      int dates = place.acquisitions().size();
      float[] pixels = new float[dates * 3 * size * size];
      float[] wanted = new float[dates * map];
      float[] known = new float[dates * map];
      for (int row = 0; row < dates; row++) {
        Acquisition date = place.acquisitions().get(row);
        Crop crop = Crop.whole(date.image().width());
        Augmentation.plain(date.image(), crop, size, pixels, row * 3 * size * size);
        PatchCover.write(date, crop, cover.series().sensor(), side, wanted, known, row * map);
      }
      try (TorchCall call = run.network().call("cover_logits")) {
        float[] logits = call.floats(pixels, dates, 3, size, size).runFloats().values();
        for (int i = 0; i < logits.length; i++) {
          if (known[i] > 0) {
            count++;
            right += logits[i] > 0 == wanted[i] > 0.5 ? 1 : 0;
          }
        }
      }
    }
    return (double) right / count;
  }
}
