package dev.swath.standalone.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.standalone.operations.PromQl.Condition;
import dev.swath.standalone.operations.PromQl.Selector;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That running services expose what is asked for is tested where services run. */
class QueriesTest {

  @Test
  void aQuerySelectsSeriesAndGroupsByLabels() {
    PromQl query =
        PromQl.parse(
            """
            # late ones
            1 - sum by (le, task) (rate(a_bucket{le="120.0", task=~"$task"}[5m] offset 1h))
              / on (task) group_left() sum(b:c) > 14.4 * 0.05 and d or vector(0) unless "e"
            """);
    assertThat(query.selectors())
        .containsExactly(
            new Selector(
                "a_bucket",
                List.of(new Condition("le", "=", "120.0"), new Condition("task", "=~", "$task"))),
            new Selector("b:c", List.of()),
            new Selector("d", List.of()));
    assertThat(query.labels()).containsExactlyInAnyOrder("le", "task");
  }

  @Test
  void aSelectorMatchesAsPrometheusDoes() {
    assertThat(matches("m{a=\"1\", b!=\"2\"}", Map.of("a", "1"))).isTrue();
    assertThat(matches("m{a=\"1\"}", Map.of("a", "2"))).isFalse();
    assertThat(matches("m{a=~\"1|2\"}", Map.of("a", "2"))).isTrue();
    assertThat(matches("m{a=~\"1\"}", Map.of("a", "12"))).isFalse();
    assertThat(matches("m{a!~\".*-x\"}", Map.of("a", "w-x"))).isFalse();
    assertThat(matches("m{a=\"1\"}", Map.of())).isFalse();
    assertThat(matches("m{a=~\"$any\"}", Map.of("a", "3"))).isTrue();
    assertThat(matches("m{a=~\"$any\"}", Map.of())).isFalse();
  }

  @Test
  void everyMetricIsOfTheCatalogueOrAListedOneOrRecorded() {
    Set<String> recorded = new HashSet<>(Set.of("up"));
    Query.rules().forEach(rule -> recorded.add(rule.name()));
    assertThat(Query.all())
        .hasSizeGreaterThan(40)
        .allSatisfy(
            query ->
                assertThat(query.parsed().selectors())
                    .isNotEmpty()
                    .allSatisfy(
                        selector ->
                            assertThat(
                                    recorded.contains(selector.metric())
                                        || OwnSeries.meter(selector.metric()).isPresent()
                                        || LibraryMeter.named(selector.metric()).isPresent())
                                .as("%s: %s", query.where(), selector.metric())
                                .isTrue()));
  }

  @Test
  void everyListedMeterOfALibraryIsAskedFor() {
    Set<String> asked = new HashSet<>();
    Query.all().forEach(q -> q.parsed().selectors().forEach(s -> asked.add(s.metric())));
    assertThat(LibraryMeter.values())
        .allSatisfy(meter -> assertThat(asked).contains(meter.title()));
  }

  @Test
  void everyAlertSaysWhatItIsAndWhatToDo() throws Exception {
    String tests = Files.readString(Query.RULES.resolveSibling("rules_test.yml"));
    assertThat(Query.rules())
        .filteredOn(rule -> rule.alert() != null)
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.severity()).isIn("page", "ticket");
              assertThat(rule.summary()).isNotBlank();
              assertThat(rule.fix()).isNotBlank();
              assertThat(tests).contains("alertname: " + rule.alert() + "\n");
            });
  }

  private static boolean matches(String selector, Map<String, String> labels) {
    return PromQl.parse(selector).selectors().get(0).matches(labels);
  }
}
