package dev.swath.lab.eval;

import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.SuiteTest.Goal;
import dev.swath.lab.instruct.CompactExamples;
import dev.swath.lab.train.CompactModel;
import dev.swath.lab.train.Corpus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the compact model is asked on one side of the split, and what it should reach. */
final class CompactSuite {

  private static final String BALANCED = "balanced accuracy";

  /**
   * Examples of a test, spread evenly over it: more would take longer than the figures gain. Land
   * use, what others report too, is asked of every held-out image.
   */
  private static final int MOST = 1000;

  private CompactSuite() {}

  static Suite of(Corpus corpus, Split split) {
    CompactExamples examples = new CompactExamples(corpus, split);
    List<SuiteTest> tests = new ArrayList<>();
    tests.add(yesNo("presence, yes or no", examples.presence(), 88));
    tests.add(yesNo("comparison, yes or no", examples.comparison(), 80));
    tests.add(yesNo("rural or urban", examples.setting(), 92));
    for (TileSeries series : corpus.series()) {
      tests.add(yesNo(series.name() + " change, yes or no", examples.changed(series), 90));
    }
    for (TileSeries series : corpus.series()) {
      tests.add(
          new SuiteTest(
              series.name() + " change, facts",
              "",
              Scoring.FACTS,
              List.of(),
              examples.changes(series),
              List.of(),
              List.of(new Goal(FactScores.MEAN, 75))));
    }
    tests.add(
        new SuiteTest(
            "made-up flights, scene",
            "",
            Scoring.QUESTIONS,
            List.of(),
            examples.videos(CompactModel.CONFIG.videoFrames()),
            List.of(),
            List.of(new Goal(ExactScores.OVERALL, 90))));
    List<SuiteTest> all = new ArrayList<>();
    all.add(landUse(corpus, corpus.eurosat(), examples, "", 95));
    all.add(landUse(corpus, corpus.ucm(), examples, "ucm-classes", 75));
    tests.forEach(test -> all.add(test.atMost(MOST)));
    return new Suite("compact", all, List.of());
  }

  private static SuiteTest landUse(
      Corpus corpus, ImageClasses data, CompactExamples examples, String benchmark, double goal) {
    List<String> labels =
        IntStream.range(0, data.classes().size())
            .mapToObj(label -> corpus.words().meaning(data, label).label())
            .distinct()
            .toList();
    return new SuiteTest(
        data.name() + " land use",
        benchmark,
        Scoring.CLASSES,
        labels,
        examples.landUse(data),
        List.of(),
        List.of(new Goal("accuracy", goal)));
  }

  private static SuiteTest yesNo(String name, List<Example> examples, double goal) {
    return new SuiteTest(
        name,
        "",
        Scoring.BALANCED,
        List.of(),
        examples,
        List.of(),
        List.of(new Goal(BALANCED, goal)));
  }
}
