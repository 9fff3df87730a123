package dev.swath.lab.eval;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Dataset.BrokenRecord;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import dev.swath.lab.eval.SuiteTest.Goal;
import dev.swath.lab.eval.report.EvaluationResult.NotRun;
import dev.swath.lab.eval.report.TestResult.LeftOut;
import dev.swath.lab.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A suite as a YAML file: "name", "optional" (whether tests whose data is missing are left out
 * rather than an error) and "tests". Each test has "name", "scoring", "layout" and "path" (below
 * the data folder, or absolute), and may have "benchmark", "instruction" ({@code {question}} stands
 * for the example's own) and "goals" (metric: least value).
 */
record SuiteFile(Path data, Split split) {

  private static final List<String> KEYS =
      List.of("name", "scoring", "layout", "path", "benchmark", "instruction", "goals");

  /**
   * @param file its name, for messages
   * @throws IOException with file and line, if the text is no suite, or its data cannot be read
   */
  Suite read(String yaml, String file) throws IOException {
    YamlMap top = YamlMap.parse(yaml, file, List.of("name", "optional", "tests"));
    boolean optional = top.optional("optional").orElse("false").equals("true");
    List<SuiteTest> tests = new ArrayList<>();
    List<NotRun> notRun = new ArrayList<>();
    for (YamlMap entry : top.maps("tests", KEYS)) {
      String name = entry.text("name");
      String benchmark = entry.optional("benchmark").orElse("");
      String layout = entry.text("layout");
      Path place = data.resolve(entry.text("path"));
      Optional<Layout> reader = Layout.named(layout);
      if (reader.isEmpty()) {
        throw entry.error(
            "layout", "is '" + layout + "', which there is not; there are " + Layout.names());
      }
      if (Files.exists(place)) {
        tests.add(test(entry, name, benchmark, reader.get().read(Source.of(place))));
      } else if (optional) {
        notRun.add(new NotRun(name, benchmark, entry.text("path") + " not there"));
      } else {
        throw entry.error(
            "path", "names " + place + ", which is not there; give the data's folder by --data");
      }
    }
    return new Suite(top.text("name"), tests, notRun);
  }

  private SuiteTest test(YamlMap entry, String name, String benchmark, Dataset dataset)
      throws IOException {
    String scoring = entry.text("scoring");
    List<Goal> goals = new ArrayList<>();
    entry.numbers("goals").forEach((metric, least) -> goals.add(new Goal(metric, least)));
    String instruction = entry.optional("instruction").orElse("{question}");
    try {
      return new SuiteTest(
          name,
          benchmark,
          Scoring.of(scoring),
          dataset.classes(),
          dataset.of(split).stream().map(example -> ask(example, instruction)).toList(),
          broken(dataset.broken()),
          goals);
    } catch (IllegalArgumentException e) {
      throw entry.error("scoring", "is wrong: " + e.getMessage());
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
