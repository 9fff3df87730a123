package dev.swath.standalone.operations;

import dev.swath.servicekit.Meters;
import io.micrometer.core.instrument.Meter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes docs/metrics.md from the catalogue of meters, the alerts and the dashboards. */
final class MetricsPage {

  private static final Map<String, String> RECORDED =
      Query.rules().stream()
          .filter(rule -> rule.record() != null)
          .collect(Collectors.toMap(Query.Rule::record, Query.Rule::expression));

  private MetricsPage() {}

  static String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Metrics

        This page is made from the code; `PagesTest` fails when it differs. To make it anew:

        ```bash
        %s
        ```

        Every service answers Prometheus at `/actuator/prometheus` on its `management.server.port`. Every series has the label `service`: `ingest`, `encoder`,
        `change`, `prompt-augment` or `llm`. A topic's dead letters count from zero from the start, so that the first one is seen as a rise.
        What the Kafka clients tell of partitions and stores appears up to a minute after the start.

        Rules are in [rules.yml](../deploy/prometheus/rules.yml), dashboards in [grafana](../deploy/grafana/dashboards). A test
        holds every query in them, and every meter on this page, against what running services expose.

        ## Swath's own

        | meter | what | of each | labels | meaning | used by |
        | --- | --- | --- | --- | --- | --- |
        """
            .formatted(CommittedPage.HOW));
    for (Meters meter : Meters.values()) {
      row(
          page,
          code(OwnSeries.name(meter)),
          type(meter),
          meter.unit(),
          codes(meter.tags()),
          meter.meaning(),
          users(OwnSeries.names(meter)));
    }
    page.append(
        """

        A timer or summary has the series `_count`, `_sum` and `_max`; a timer also `_bucket` with the label `le`, in seconds:

        """);
    for (Meters meter : Meters.values()) {
      if (!meter.buckets().isEmpty()) {
        String bounds =
            meter.buckets().stream().map(MetricsPage::bound).collect(Collectors.joining(", "));
        page.append("- `%s`: %s\n".formatted(OwnSeries.name(meter), bounds));
      }
    }
    page.append(
        """

        ## The libraries'

        Kafka's clients, Spring and the JVM tell much more. These are what the alerts and dashboards use:

        | series | from | labels | meaning | used by |
        | --- | --- | --- | --- | --- |
        """);
    for (LibraryMeter meter : LibraryMeter.values()) {
      row(
          page,
          code(meter.title()),
          meter.source(),
          codes(meter.labels()),
          meter.meaning(),
          users(List.of(meter.title())));
    }
    page.append("\n## Alerts\n");
    for (Query.Rule rule : Query.rules()) {
      if (rule.alert() != null) {
        page.append(
            """

            ### %s (%s)

            %s

            ```
            %s
            ```
            """
                .formatted(rule.alert(), rule.severity(), rule.fix(), rule.expression()));
      }
    }
    page.append("\nWhat they build on:\n\n```\n");
    for (Query.Rule rule : Query.rules()) {
      if (rule.record() != null) {
        page.append(
            "%s =\n  %s\n".formatted(rule.record(), rule.expression().replace("\n", "\n  ")));
      }
    }
    return page.append("```\n").toString();
  }

  private static String type(Meters meter) {
    return meter.type() == Meter.Type.DISTRIBUTION_SUMMARY
        ? "summary"
        : meter.type().name().toLowerCase(Locale.ROOT);
  }

  private static String bound(Duration bound) {
    return Double.toString(bound.toMillis() / 1000.0);
  }

  /** The rules and dashboards that ask for one of these series. */
  private static String users(List<String> series) {
    Set<String> users = new TreeSet<>();
    for (Query query : Query.all()) {
      if (!RECORDED.containsKey(query.where())
          && metrics(query.expression()).anyMatch(series::contains)) {
        users.add(query.where());
      }
    }
    return String.join(", ", users);
  }

  /** The metrics of a query, also those that recorded ones are made of. */
  private static Stream<String> metrics(String expression) {
    return PromQl.parse(expression).selectors().stream()
        .map(PromQl.Selector::metric)
        .flatMap(
            metric ->
                RECORDED.containsKey(metric) ? metrics(RECORDED.get(metric)) : Stream.of(metric));
  }

  private static String codes(Collection<String> words) {
    return words.stream().map(MetricsPage::code).collect(Collectors.joining(", "));
  }

  private static String code(String word) {
    return "`" + word + "`";
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
