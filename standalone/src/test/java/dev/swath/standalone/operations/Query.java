package dev.swath.standalone.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A query of a rule or of a dashboard.
 *
 * @param where the rule, or the dashboard
 * @param what a panel's title; of a rule, its name
 * @param expression in PromQL
 * @param shown the labels that its legend shows
 */
record Query(String where, String what, String expression, Set<String> shown) {

  static final Path DEPLOY = Path.of("../deploy");
  static final Path RULES = DEPLOY.resolve("prometheus/rules.yml");

  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  /** A rule as it stands in rules.yml. */
  record Rule(
      String record, String alert, String expression, String severity, String summary, String fix) {

    String name() {
      return alert == null ? record : alert;
    }
  }

  /** The rules, in order. */
  static List<Rule> rules() {
    JsonNode root = new ObjectMapper().valueToTree(new Yaml().load(read(RULES)));
    List<Rule> rules = new ArrayList<>();
    for (JsonNode group : root.get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        rules.add(
            new Rule(
                rule.path("record").asText(null),
                rule.path("alert").asText(null),
                rule.get("expr").asText().strip(),
                rule.at("/labels/severity").asText(null),
                rule.at("/annotations/summary").asText(null),
                rule.at("/annotations/description").asText(null)));
      }
    }
    return rules;
  }

  /** All queries of all rules and dashboards. */
  static List<Query> all() {
    List<Query> queries = new ArrayList<>();
    for (Rule rule : rules()) {
      queries.add(new Query(rule.name(), rule.name(), rule.expression(), Set.of()));
    }
    queries.addAll(ofDashboards());
    return queries;
  }

  static List<Query> ofDashboards() {
    List<Query> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        add(new ObjectMapper().readTree(read(file)), queries);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return queries;
  }

  private static void add(JsonNode dashboard, List<Query> queries) {
    String title = dashboard.get("title").asText();
    for (JsonNode variable : dashboard.at("/templating/list")) {
      Matcher values = LABEL_VALUES.matcher(variable.at("/query/query").asText());
      if (!values.matches()) {
        throw new AssertionError("not label_values(metric, label): " + variable);
      }
      String name = variable.get("name").asText();
      queries.add(new Query(title, name, values.group(1), Set.of(values.group(2))));
    }
    for (JsonNode panel : dashboard.get("panels")) {
      for (JsonNode target : panel.get("targets")) {
        Set<String> shown = new TreeSet<>();
        Matcher label = LABEL.matcher(target.path("legendFormat").asText());
        while (label.find()) {
          shown.add(label.group(1));
        }
        queries.add(
            new Query(title, panel.get("title").asText(), target.get("expr").asText(), shown));
      }
    }
  }

  PromQl parsed() {
    return PromQl.parse(expression);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
