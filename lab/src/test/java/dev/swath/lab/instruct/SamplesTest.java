package dev.swath.lab.instruct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.data.SceneClasses;
import dev.swath.lab.data.SceneClasses.Meaning;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The instructions made from classes, on plain images of EuroSAT's class names. */
class SamplesTest {

  private static final int SIZE = 8;
  private static final SceneClasses WORDS = SceneClasses.load();
  private static final ImageClasses DATA = data();

  private final ClassSamples samples = new ClassSamples(DATA, WORDS, Augmentation.NONE, 0.3, SIZE);

  @Test
  void aPresenceQuestionIsNeverAboutWhatSomeImagesOfAClassHave() {
    for (int label = 0; label < DATA.classes().size(); label++) {
      Meaning meaning = WORDS.meaning(DATA, label);
      List<String> absent = samples.absent(meaning);
      assertThat(absent).as(meaning.label()).isNotEmpty();
      for (String concept : absent) {
        assertThat(meaning.present()).as(meaning.label()).doesNotContain(concept);
        assertThat(meaning.maybe()).as(meaning.label()).doesNotContain(concept);
      }
      assertThat(WORDS.concepts().keySet()).containsAll(meaning.present());
    }
  }

  @Test
  void aViewOfTwoClassesIsAnsweredWithEitherAsOftenAsTheyCoverIt() {
    List<LabelledImage> blackAndWhite = List.of(plain(0, 0), plain(1, 255));
    ImageClasses data =
        new ImageClasses("EuroSAT", DATA.classes(), blackAndWhite, List.of(), List.of());
    ClassSamples two = new ClassSamples(data, WORDS, Augmentation.NONE, 0.3, SIZE);
    String white = WORDS.meaning(data, 1).label();
    SplittableRandom random = new SplittableRandom(6);
    double covered = 0;
    int answered = 0;
    int mixed = 0;
    for (int i = 0; i < 10_000; i++) {
      Sample sample = two.instruction(random);
      if (sample.instruction().equals(Instructions.LAND_USE)) {
        double share = shareOfWhite(sample);
        boolean saidWhite = sample.answer().equals(white);
        if (share == 0 || share == 1) {
          assertThat(saidWhite).isEqualTo(share == 1);
        } else {
          mixed++;
          covered += share;
          answered += saidWhite ? 1 : 0;
        }
      }
    }
    assertThat(mixed).isGreaterThan(500);
    // Four standard deviations of as many coins at the most.
    assertThat((double) answered).isCloseTo(covered, within(2 * Math.sqrt(mixed)));
  }

  @Test
  void whoHasSeenAMixedViewDecidesItsClassAndNoOther() {
    SplittableRandom random = new SplittableRandom(11);
    double[] told = new double[DATA.classes().size()];
    told[3] = 0.25;
    told[7] = 0.75;
    int[] answered = new int[2];
    for (int i = 0; i < 4_000; i++) {
      Sample sample = samples.instruction(random);
      if (sample.instruction().equals(Instructions.LAND_USE) && sample.undecided().isPresent()) {
        Undecided open = sample.undecided().get();
        Sample decided = sample.answered(open.answer(told));
        assertThat(decided.undecided()).isEmpty();
        assertThat(decided.answer())
            .isIn(WORDS.meaning(DATA, 3).label(), WORDS.meaning(DATA, 7).label());
        answered[decided.answer().equals(WORDS.meaning(DATA, 3).label()) ? 0 : 1]++;
      }
    }
    double all = answered[0] + answered[1];
    assertThat(all).isGreaterThan(300);
    // Four standard deviations of a coin that falls so three times of four
    assertThat(answered[1] / all).isCloseTo(0.75, within(4 * 0.433 / Math.sqrt(all)));
  }

  private static double shareOfWhite(Sample sample) {
    float[] pixels = new float[3 * SIZE * SIZE];
    sample.images().get(0).write(pixels, 0);
    return IntStream.range(0, SIZE * SIZE).filter(i -> pixels[i] > 0).count()
        / (double) (SIZE * SIZE);
  }

  @Test
  void theSameNumbersMakeTheSameBatch() {
    Mixture mixture =
        new Mixture(
            List.of(
                new Mixture.Kind(3, 6, List.of(new Mixture.Weighted(1, samples::instruction))),
                new Mixture.Kind(
                    1, 2, List.of(new Mixture.Weighted(1, r -> samples.video(4, true, r))))));
    List<String> first = texts(mixture);
    assertThat(texts(mixture)).isEqualTo(first);
    assertThat(first).anyMatch(text -> text.contains("video"));
  }

  @Test
  void allSamplesOfABatchHaveImagesOfOneKind() {
    Mixture mixture =
        new Mixture(
            List.of(
                new Mixture.Kind(1, 4, List.of(new Mixture.Weighted(1, samples::description))),
                new Mixture.Kind(
                    1, 2, List.of(new Mixture.Weighted(1, r -> samples.video(4, false, r))))));
    for (int seed = 0; seed < 20; seed++) {
      List<Sample> batch = mixture.batch(new SplittableRandom(seed));
      assertThat(batch).extracting(Sample::kind).containsOnly(batch.get(0).kind());
    }
  }

  @Test
  void aGeneratedPairIsSaidToBeChangedExactlyIfItIs() {
    GeneratedPairs pairs = new GeneratedPairs(DATA, SIZE);
    SplittableRandom random = new SplittableRandom(4);
    int changed = 0;
    for (int i = 0; i < 200; i++) {
      GeneratedPairs.Pair pair = pairs.pair(random);
      boolean said = ChangeWords.facts(ChangeWords.caption(pair.change())).isPresent();
      assertThat(said).isEqualTo(pair.change().changed());
      changed += said ? 1 : 0;
      float[] pixels = new float[6 * SIZE * SIZE];
      pair.before().write(pixels, 0);
      pair.after().write(pixels, 3 * SIZE * SIZE);
      // Plain images: what has not changed has one colour at both dates. At this size the smallest
      // insets are too small to count as a change.
      if (pair.change().kind().isEmpty()) {
        assertThat(colours(pixels, 0)).isEqualTo(1);
        assertThat(colours(pixels, 3 * SIZE * SIZE)).isEqualTo(1);
      }
    }
    assertThat(changed).isBetween(70, 130);
  }

  private static long colours(float[] pixels, int from) {
    return Arrays.stream(toInts(pixels, from)).distinct().count();
  }

  private static int[] toInts(float[] pixels, int from) {
    int[] values = new int[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(pixels[from + i] * 1000);
    }
    return values;
  }

  private List<String> texts(Mixture mixture) {
    List<String> texts = new ArrayList<>();
    for (int seed = 0; seed < 10; seed++) {
      for (Sample sample : mixture.batch(new SplittableRandom(seed))) {
        texts.add(sample.kind() + sample.instruction() + sample.answer());
        assertThat(sample.images()).hasSize(sample.kind() == ImageKind.VIDEO ? 4 : 1);
      }
    }
    return texts;
  }

  private static ImageClasses data() {
    List<String> classes = WORDS.datasets().get("EuroSAT").keySet().stream().sorted().toList();
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < 3 * classes.size(); i++) {
      images.add(plain(i % classes.size(), 25 * (i % classes.size())));
    }
    return new ImageClasses("EuroSAT", classes, images, images, images);
  }

  private static LabelledImage plain(int label, int grey) {
    byte[] rgb = new byte[16 * 16 * 3];
    Arrays.fill(rgb, (byte) grey);
    return new LabelledImage("grey " + grey, label, new RgbImage(16, 16, rgb));
  }
}
