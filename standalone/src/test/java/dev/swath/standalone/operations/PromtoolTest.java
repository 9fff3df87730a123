package dev.swath.standalone.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Prometheus' own tool on the rules, their tests and the dashboards' queries. Skipped where there
 * is no promtool; it comes with Prometheus, also with Debian's package.
 */
class PromtoolTest {

  @TempDir Path folder;

  @Test
  void theRulesAndTheConfigurationAreWellFormed() throws Exception {
    promtool("check", "config", Query.RULES.resolveSibling("prometheus.yml").toString());
  }

  @Test
  void eachAlertFiresWhenItShouldAndNotWhenAllIsWell() throws Exception {
    promtool("test", "rules", Query.RULES.resolveSibling("rules_test.yml").toString());
  }

  @Test
  void theQueriesOfTheDashboardsAreWellFormed() throws Exception {
    List<Map<String, String>> rules = new ArrayList<>();
    for (Query query : Query.ofDashboards()) {
      String expression = query.expression().replace("$__rate_interval", "5m");
      rules.add(Map.of("record", "query:" + rules.size(), "expr", expression));
    }
    Map<String, ?> group = Map.of("name", "dashboards", "rules", rules);
    Path file = folder.resolve("queries.yml");
    Files.writeString(file, new Yaml().dump(Map.of("groups", List.of(group))));
    promtool("check", "rules", file.toString());
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      abort("there is no promtool on the PATH: install Prometheus to run this test");
      return;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
