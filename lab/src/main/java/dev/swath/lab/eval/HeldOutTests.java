package dev.swath.lab.eval;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.data.SceneClasses.Meaning;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.instruct.ClassSamples;
import dev.swath.lab.instruct.CoverSamples;
import dev.swath.lab.instruct.Instructions;
import dev.swath.lab.train.Corpus;
import dev.swath.vlm.ImageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The tests on the held-out splits: images, and places, that no stage has trained on. */
final class HeldOutTests {

  /**
   * One test.
   *
   * @param balanced whether it is scored by the mean over the right answers
   */
  record HeldOutTest(String name, boolean balanced, List<Question> questions) {}

  private static final long SEED = 7;

  private HeldOutTests() {}

  /**
   * @param most questions in a test, spread evenly over it
   */
  static List<HeldOutTest> of(Corpus corpus, int most) {
    List<HeldOutTest> tests = new ArrayList<>();
    List<Question> presence = new ArrayList<>();
    for (ImageClasses data : List.of(corpus.eurosat(), corpus.ucm())) {
      tests.add(
          new HeldOutTest(data.name() + " land use", false, thin(landUse(corpus, data), most)));
      presence.addAll(presence(corpus, data));
    }
    tests.add(new HeldOutTest("presence, yes or no", true, thin(presence, most)));
    for (TileSeries series : corpus.series()) {
      tests.add(
          new HeldOutTest(series.name() + " change, yes or no", true, thin(change(series), most)));
    }
    return tests;
  }

  private static List<Question> landUse(Corpus corpus, ImageClasses data) {
    return data.test().stream()
        .map(
            image ->
                Question.image(
                    image.image(),
                    Instructions.LAND_USE,
                    corpus.words().meaning(data, image.label()).label()))
        .toList();
  }

  /** One question with "yes" and one with "no" for every image that has both. */
  private static List<Question> presence(Corpus corpus, ImageClasses data) {
    ClassSamples samples = new ClassSamples(data, corpus.words(), Augmentation.NONE, 1);
    SplittableRandom random = new SplittableRandom(SEED);
    List<Question> questions = new ArrayList<>();
    for (LabelledImage image : data.test()) {
      Meaning meaning = corpus.words().meaning(data, image.label());
      List<String> absent = samples.absent(meaning);
      if (!meaning.present().isEmpty() && !absent.isEmpty()) {
        String there = meaning.present().get(random.nextInt(meaning.present().size()));
        String not = absent.get(random.nextInt(absent.size()));
        questions.add(Question.image(image.image(), samples.question(there), "yes"));
        questions.add(Question.image(image.image(), samples.question(not), "no"));
      }
    }
    return questions;
  }

  private static List<Question> change(TileSeries series) {
    return CoverSamples.pairs(series.test()).stream()
        .map(
            pair ->
                new Question(
                    ImageKind.PAIR,
                    List.of(pair.before().image(), pair.after().image()),
                    Instructions.CHANGED,
                    pair.change().changed() ? "yes" : "no"))
        .toList();
  }

  private static List<Question> thin(List<Question> questions, int most) {
    if (questions.size() <= most) {
      return questions;
    }
    List<Question> kept = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      // Pairs of questions stay together, so that yes and no stay even.
      int pair = (int) ((long) (i / 2) * (questions.size() / 2) / ((most + 1) / 2));
      kept.add(questions.get(2 * pair + i % 2));
    }
    return kept;
  }
}
