package dev.swath.lab.eval;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.data.SceneClasses.Meaning;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.instruct.ClassSamples;
import dev.swath.lab.instruct.CoverSamples;
import dev.swath.lab.instruct.Instructions;
import dev.swath.lab.train.Corpus;
import dev.swath.vlm.ImageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The tests on the held-out split: images, and places, that no stage has trained on. */
final class CompactSuite {

  private static final long SEED = 7;

  private CompactSuite() {}

  static Suite of(Corpus corpus) {
    List<SuiteTest> tests = new ArrayList<>();
    List<Example> presence = new ArrayList<>();
    for (ImageClasses data : List.of(corpus.eurosat(), corpus.ucm())) {
      tests.add(landUse(corpus, data));
      presence.addAll(presence(corpus, data));
    }
    tests.add(SuiteTest.of("presence, yes or no", Scoring.BALANCED, presence));
    for (TileSeries series : corpus.series()) {
      tests.add(
          SuiteTest.of(series.name() + " change, yes or no", Scoring.BALANCED, change(series)));
    }
    return new Suite("compact", tests, List.of());
  }

  private static SuiteTest landUse(Corpus corpus, ImageClasses data) {
    List<String> labels =
        IntStream.range(0, data.classes().size())
            .mapToObj(label -> corpus.words().meaning(data, label).label())
            .toList();
    List<Example> examples = new ArrayList<>();
    for (LabelledImage image : data.test()) {
      examples.add(
          example(
              data.name() + "/" + image.name(),
              ImageKind.IMAGE,
              Task.CLASSIFICATION,
              List.of(new Picture(image.name(), image.image())),
              Instructions.LAND_USE,
              labels.get(image.label())));
    }
    return new SuiteTest(
        data.name() + " land use",
        data == corpus.ucm() ? "ucm-classes" : "",
        Scoring.CLASSES,
        labels.stream().distinct().toList(),
        examples,
        List.of(),
        List.of());
  }

  /** One question with "yes" and one with "no" for every image that has both. */
  private static List<Example> presence(Corpus corpus, ImageClasses data) {
    ClassSamples samples = new ClassSamples(data, corpus.words(), Augmentation.NONE, 1);
    SplittableRandom random = new SplittableRandom(SEED);
    List<Example> examples = new ArrayList<>();
    for (LabelledImage image : data.test()) {
      Meaning meaning = corpus.words().meaning(data, image.label());
      List<String> absent = samples.absent(meaning);
      if (!meaning.present().isEmpty() && !absent.isEmpty()) {
        String there = meaning.present().get(random.nextInt(meaning.present().size()));
        String not = absent.get(random.nextInt(absent.size()));
        examples.add(presence(data, image, samples.question(there), "yes"));
        examples.add(presence(data, image, samples.question(not), "no"));
      }
    }
    return examples;
  }

  private static Example presence(
      ImageClasses data, LabelledImage image, String question, String answer) {
    return example(
        data.name() + "/" + image.name() + "/" + answer,
        ImageKind.IMAGE,
        Task.QUESTION,
        List.of(new Picture(image.name(), image.image())),
        question,
        answer);
  }

  private static List<Example> change(TileSeries series) {
    List<Example> examples = new ArrayList<>();
    for (TileSeries.Place place : series.test()) {
      for (CoverSamples.Pair pair :
          CoverSamples.testPairs(
              new TileSeries(series.name(), series.sensor(), List.of(), List.of(place)))) {
        String key = place.key() + "/" + pair.before().scene() + "/" + pair.after().scene();
        examples.add(
            example(
                key,
                ImageKind.PAIR,
                Task.CHANGED,
                List.of(picture(place, pair.before()), picture(place, pair.after())),
                Instructions.CHANGED,
                pair.change().changed() ? "yes" : "no"));
      }
    }
    return examples;
  }

  private static Picture picture(TileSeries.Place place, Acquisition date) {
    return new Picture(place.key() + " " + date.scene(), date.image());
  }

  private static Example example(
      String id, ImageKind kind, Task task, List<Media> media, String instruction, String answer) {
    return new Example(
        id, kind, task, "", media, instruction, List.of(answer), media.get(0).name(), Split.TEST);
  }
}
