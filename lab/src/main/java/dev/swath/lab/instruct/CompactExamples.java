package dev.swath.lab.instruct;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.data.SceneClasses.Meaning;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Place;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.InMemory;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.train.Corpus;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.RgbImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * The questions by which the compact model is judged, on one side of the split of its data. Yes and
 * no stand next to each other and are equally many, for each thing that is asked.
 */
public final class CompactExamples {

  private static final long SEED = 7;

  private final Corpus corpus;
  private final Split split;

  public CompactExamples(Corpus corpus, Split split) {
    this.corpus = corpus;
    this.split = split;
  }

  /** The land use of each image of a dataset, in one phrase. */
  public List<Example> landUse(ImageClasses data) {
    return data.of(split).stream()
        .map(
            image ->
                example(
                    data,
                    image,
                    Task.CLASSIFICATION,
                    "land use",
                    Instructions.LAND_USE,
                    corpus.words().meaning(data, image.label()).label()))
        .toList();
  }

  /** Whether an image of a labelled dataset is rural or urban: as many of one as of the other. */
  public List<Example> setting() {
    Balance balance = new Balance("rural", "urban");
    for (ImageClasses data : List.of(corpus.eurosat(), corpus.ucm())) {
      for (LabelledImage image : data.of(split)) {
        String setting = corpus.words().meaning(data, image.label()).setting();
        if (!setting.isEmpty()) {
          balance.add(
              data.name(),
              example(data, image, Task.QUESTION, "rural_urban", Instructions.SETTING, setting));
        }
      }
    }
    return balance.even();
  }

  /** What is on the images: known from the class, or measured. */
  public List<Example> presence() {
    Balance balance = new Balance("yes", "no");
    for (ImageClasses data : List.of(corpus.eurosat(), corpus.ucm())) {
      ClassSamples samples = new ClassSamples(data, corpus.words(), Augmentation.NONE, 0, 1);
      SplittableRandom random = new SplittableRandom(SEED);
      for (LabelledImage image : data.of(split)) {
        Meaning meaning = corpus.words().meaning(data, image.label());
        for (boolean there : new boolean[] {true, false}) {
          List<String> concepts = there ? meaning.present() : samples.absent(meaning);
          if (!concepts.isEmpty()) {
            String concept = concepts.get(random.nextInt(concepts.size()));
            String answer = there ? "yes" : "no";
            balance.add(
                data.name() + " " + concept,
                example(data, image, Task.QUESTION, "presence", samples.question(concept), answer));
          }
        }
      }
    }
    measured(balance, "presence", CoverQuestions::presence);
    return balance.even();
  }

  /** What there is more of, measured. */
  public List<Example> comparison() {
    Balance balance = new Balance("yes", "no");
    measured(balance, "comp", CoverQuestions::comparison);
    return balance.even();
  }

  /** Asks of a date's tile, seen whole. */
  private interface Asking {
    List<CoverQuestions.Asked> of(Acquisition date, Crop crop, TileSeries.Sensor sensor);
  }

  private void measured(Balance balance, String type, Asking asking) {
    for (TileSeries series : corpus.series()) {
      for (Place place : series.of(split)) {
        for (Acquisition date : place.acquisitions()) {
          Crop whole = Crop.whole(date.image().width());
          for (CoverQuestions.Asked asked : asking.of(date, whole, series.sensor())) {
            balance.add(
                series.name() + " " + asked.subject(),
                new Example(
                    "%s/%s/%s/%s"
                        .formatted(series.name(), place.key(), date.scene(), asked.subject()),
                    ImageKind.IMAGE,
                    Task.QUESTION,
                    type,
                    List.of(picture(series, place, date)),
                    asked.instruction(),
                    List.of(asked.answer()),
                    place.key().toString(),
                    split));
          }
        }
      }
    }
  }

  /** Whether a place has changed, for every two dates of which it is clear. */
  public List<Example> changed(TileSeries series) {
    return pairs(
        series,
        Task.CHANGED,
        Instructions.CHANGED,
        (pair, words) -> pair.change().changed() ? "yes" : "no");
  }

  /** What has changed, for every two dates between which something clearly has. */
  public List<Example> changes(TileSeries series) {
    return pairs(series, Task.CHANGE_CAPTION, Instructions.CHANGE_CAPTION, (pair, words) -> words)
        .stream()
        .filter(example -> !example.answers().get(0).equals(ChangeWords.NO_CHANGE))
        .toList();
  }

  private List<Example> pairs(
      TileSeries series,
      Task task,
      String instruction,
      BiFunction<CoverSamples.Pair, String, String> answer) {
    List<Example> examples = new ArrayList<>();
    for (Place place : series.of(split)) {
      for (CoverSamples.Pair pair : CoverSamples.pairs(List.of(place))) {
        examples.add(
            new Example(
                "%s/%s/%s/%s"
                    .formatted(
                        series.name(), place.key(), pair.before().scene(), pair.after().scene()),
                ImageKind.PAIR,
                task,
                "",
                List.of(
                    picture(series, place, pair.before()), picture(series, place, pair.after())),
                instruction,
                List.of(answer.apply(pair, ChangeWords.certain(pair.change()))),
                place.key().toString(),
                split));
      }
    }
    return examples;
  }

  /** The scene of made-up flights, each over one image of a labelled dataset. */
  public List<Example> videos(int frames) {
    List<Example> examples = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(SEED);
    for (ImageClasses data : List.of(corpus.eurosat(), corpus.ucm())) {
      for (LabelledImage image : data.of(split)) {
        examples.add(
            new Example(
                data.name() + "/" + image.name(),
                ImageKind.VIDEO,
                Task.VIDEO_CLASS,
                data.name(),
                List.of(
                    new InMemory(
                        "a flight over " + image.name(),
                        Flight.over(image.image().width(), frames, random).views(image.image()))),
                Instructions.VIDEO,
                List.of(corpus.words().meaning(data, image.label()).label()),
                image.name(),
                split));
      }
    }
    return examples;
  }

  private Example example(
      ImageClasses data,
      LabelledImage image,
      Task task,
      String type,
      String instruction,
      String answer) {
    return new Example(
        "%s/%s/%s".formatted(data.name(), image.name(), instruction),
        ImageKind.IMAGE,
        task,
        type,
        List.of(InMemory.image(image.name(), image.image())),
        instruction,
        List.of(answer),
        image.name(),
        split);
  }

  private static Media picture(TileSeries series, Place place, Acquisition date) {
    RgbImage image = date.image();
    return InMemory.image("%s %s, %s".formatted(series.name(), place.key(), date.scene()), image);
  }

  /** Examples by subject, of which equally many have one answer and the other. */
  private static final class Balance {

    private final String one;
    private final String other;
    private final Map<String, Map<String, List<Example>>> subjects = new LinkedHashMap<>();

    Balance(String one, String other) {
      this.one = one;
      this.other = other;
    }

    void add(String subject, Example example) {
      subjects
          .computeIfAbsent(subject, s -> new LinkedHashMap<>())
          .computeIfAbsent(example.answers().get(0), a -> new ArrayList<>())
          .add(example);
    }

    /** One with each answer after the other; of those too many, evenly spread ones. */
    List<Example> even() {
      List<Example> even = new ArrayList<>();
      for (Map<String, List<Example>> answers : subjects.values()) {
        List<Example> first = answers.getOrDefault(one, List.of());
        List<Example> second = answers.getOrDefault(other, List.of());
        int count = Math.min(first.size(), second.size());
        for (int i = 0; i < count; i++) {
          even.add(first.get((int) ((long) i * first.size() / count)));
          even.add(second.get((int) ((long) i * second.size() / count)));
        }
      }
      return even;
    }
  }
}
