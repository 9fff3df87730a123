package dev.swath.lab.eval;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Dataset.BrokenRecord;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import dev.swath.lab.eval.SuiteTest.Goal;
import dev.swath.lab.eval.YamlFields.Field;
import dev.swath.lab.eval.report.EvaluationResult.NotRun;
import dev.swath.lab.eval.report.TestResult.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A suite as a YAML file: "name", "optional" (whether tests whose data is missing are left out
 * rather than an error) and "tests". Each test has "name", "scoring", "layout" and "path" (below
 * the data folder, or absolute), and may have "benchmark", "instruction" ({@code {question}} stands
 * for the example's own) and "goals" (metric: least value).
 */
record SuiteFile(Path data, Split split) {

  private static final Set<String> KEYS =
      Set.of("name", "scoring", "layout", "path", "benchmark", "instruction", "goals");

  /**
   * @param file its name, for messages
   * @throws IOException with file and line, if the text is no suite, or its data cannot be read
   */
  Suite read(String yaml, String file) throws IOException {
    YamlFields top = YamlFields.parse(yaml, file, Set.of("name", "optional", "tests"));
    boolean optional = top.get("optional").map(Field::text).orElse("false").equals("true");
    List<SuiteTest> tests = new ArrayList<>();
    List<NotRun> notRun = new ArrayList<>();
    for (YamlFields entry : top.require("tests").list(KEYS)) {
      String name = entry.require("name").text();
      String benchmark = entry.get("benchmark").map(Field::text).orElse("");
      Field path = entry.require("path");
      Field layout = entry.require("layout");
      Path place = data.resolve(path.text());
      if (!Files.exists(place)) {
        if (!optional) {
          throw path.wrong("%s is not there; name the folder of the data with --data", place);
        }
        notRun.add(new NotRun(name, benchmark, path.text() + " not there"));
      } else {
        Layout reader =
            Layout.named(layout.text())
                .orElseThrow(
                    () ->
                        layout.wrong(
                            "unknown layout '%s'; there are %s", layout.text(), Layout.names()));
        tests.add(test(entry, name, benchmark, reader.read(Source.of(place))));
      }
    }
    return new Suite(top.require("name").text(), tests, notRun);
  }

  private SuiteTest test(YamlFields entry, String name, String benchmark, Dataset dataset)
      throws IOException {
    Field scoring = entry.require("scoring");
    List<Goal> goals = new ArrayList<>();
    if (entry.get("goals").isPresent()) {
      for (Field goal : entry.get("goals").get().entries()) {
        goals.add(new Goal(goal.key(), goal.number()));
      }
    }
    String instruction = entry.get("instruction").map(Field::text).orElse("{question}");
    try {
      return new SuiteTest(
          name,
          benchmark,
          Scoring.of(scoring.text()),
          dataset.classes(),
          dataset.of(split).stream().map(example -> ask(example, instruction)).toList(),
          broken(dataset.broken()),
          goals);
    } catch (IllegalArgumentException e) {
      throw scoring.wrong("%s", e.getMessage());
    }
  }

  private static Example ask(Example example, String instruction) {
    return new Example(
        example.id(),
        example.kind(),
        example.task(),
        example.type(),
        example.media(),
        instruction.replace("{question}", example.instruction()),
        example.answers(),
        example.group(),
        example.split());
  }

  private static List<LeftOut> broken(List<BrokenRecord> records) {
    return records.isEmpty()
        ? List.of()
        : List.of(new LeftOut(records.size(), "broken records, such as " + records.get(0)));
  }
}
