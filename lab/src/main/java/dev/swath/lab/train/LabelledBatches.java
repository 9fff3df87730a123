package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.Augmentation.Part;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.vlm.torch.TorchCall;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Batches of labelled images of several datasets, each image to be scored among the classes of its
 * own dataset.
 *
 * @param size the network's input, pixels a side
 */
record LabelledBatches(List<Share> shares, int size) {

  private static final float OTHER_DATASET = -1e4f;
  private static final float LABEL_SMOOTHING = 0.1f;

  /**
   * One dataset's share of a batch.
   *
   * @param perBatch images of it in each batch
   * @param mixed how many of them have a rectangle of another image, and a share of its class
   * @param trust how much of what is wanted a teacher decides, if there is one; the label the rest
   */
  record Share(
      ImageClasses data, int perBatch, Augmentation augmentation, double mixed, double trust) {}

  /**
   * What is wanted of the images of a batch.
   *
   * @param wanted the distribution over the classes of all datasets, [images, classes]
   * @param mask 0 for the classes of the image's own dataset, a large negative number for the
   *     others, [images, classes]
   * @param trust how much of it a teacher decides, [images]
   */
  record Targets(float[] wanted, float[] mask, float[] trust, int images, int classes) {

    void addTo(TorchCall call) {
      call.floats(wanted, images, classes).floats(mask, images, classes);
    }

    /**
     * Lets a teacher have its say of an image: the distribution that it tells begins at an index.
     */
    void blend(int row, float[] told, int from) {
      for (int i = 0; i < classes; i++) {
        int at = row * classes + i;
        wanted[at] = (1 - trust[row]) * wanted[at] + trust[row] * told[from + i];
      }
    }
  }

  LabelledBatches {
    shares = List.copyOf(shares);
  }

  int images() {
    return shares.stream().mapToInt(Share::perBatch).sum();
  }

  int classes() {
    return shares.stream().mapToInt(share -> share.data().classes().size()).sum();
  }

  String describe() {
    return shares.stream()
        .map(share -> share.perBatch() + " images of " + share.data().name())
        .collect(Collectors.joining(", "));
  }

  /** How many of a batch's images a teacher has a say of. */
  int taught() {
    return shares.stream().filter(share -> share.trust() > 0).mapToInt(Share::perBatch).sum();
  }

  /** Writes the images [images, 3, size, size] at the beginning of a batch. */
  Targets write(float[] pixels, RandomGenerator random) {
    int classes = classes();
    float[] wanted = new float[images() * classes];
    float[] mask = new float[wanted.length];
    float[] trust = new float[images()];
    int row = 0;
    int first = 0;
    for (Share share : shares) {
      int own = share.data().classes().size();
      for (int i = 0; i < share.perBatch(); i++, row++) {
        int from = row * classes + first;
        trust[row] = (float) share.trust();
        Arrays.fill(mask, row * classes, (row + 1) * classes, OTHER_DATASET);
        Arrays.fill(mask, from, from + own, 0);
        Arrays.fill(wanted, from, from + own, LABEL_SMOOTHING / own);
        write(share, pixels, row * 3 * size * size, wanted, from, random);
      }
      first += own;
    }
    return new Targets(wanted, mask, trust, row, classes);
  }

  private void write(
      Share share, float[] pixels, int offset, float[] wanted, int from, RandomGenerator random) {
    LabelledImage image = pick(share, random);
    share.augmentation().write(image.image(), size, random, pixels, offset);
    float others = 0;
    if (random.nextDouble() < share.mixed()) {
      LabelledImage other = pick(share, random);
      Part part = Part.random(size, random);
      share.augmentation().writePart(other.image(), part, size, random, pixels, offset);
      others = part.share(size);
      wanted[from + other.label()] += others * (1 - LABEL_SMOOTHING);
    }
    wanted[from + image.label()] += (1 - others) * (1 - LABEL_SMOOTHING);
  }

  private static LabelledImage pick(Share share, RandomGenerator random) {
    List<LabelledImage> images = share.data().train();
    return images.get(random.nextInt(images.size()));
  }
}
