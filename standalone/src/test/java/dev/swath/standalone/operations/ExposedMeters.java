package dev.swath.standalone.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.Meters;
import dev.swath.standalone.operations.PromQl.Selector;
import dev.swath.standalone.operations.Scrape.Series;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds what is written about meters against what running services expose. */
public final class ExposedMeters {

  /** Prometheus makes these itself. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  /** What services tell only where they take messages as share groups, which is not the default. */
  private static final Meters OPTIONAL = Meters.SHARE_LAG;

  private final List<Series> exposed;

  public ExposedMeters(Scrape scrape) {
    this.exposed = scrape.series();
  }

  /** Every meter of the catalogue is there with its labels, and no other one of Swath's. */
  public void areThoseOfTheCatalogue() {
    for (Meters meter : EnumSet.complementOf(EnumSet.of(OPTIONAL))) {
      Set<String> labels = new HashSet<>(meter.tags());
      labels.add("service");
      assertThat(OwnSeries.names(meter))
          .allSatisfy(
              name ->
                  assertThat(named(name))
                      .as(name)
                      .isNotEmpty()
                      .allSatisfy(s -> assertThat(s.labels().keySet()).containsAll(labels)));
    }
    assertThat(exposed)
        .filteredOn(series -> series.name().startsWith("swath_"))
        .allSatisfy(series -> assertThat(OwnSeries.meter(series.name())).isPresent());
  }

  /** So are the libraries' meters that the documentation lists. */
  public void holdThoseOfTheLibraries() {
    for (LibraryMeter meter : LibraryMeter.values()) {
      assertThat(named(meter.title()))
          .as(meter.title())
          .isNotEmpty()
          .allSatisfy(
              series ->
                  assertThat(series.labels().keySet())
                      .contains("service")
                      .containsAll(meter.labels()));
    }
  }

  /** Each selector of each rule and dashboard finds something, with the labels that it needs. */
  public void answerEveryQuery() {
    Map<String, Query.Rule> recorded =
        Query.rules().stream()
            .filter(rule -> rule.record() != null)
            .collect(Collectors.toMap(Query.Rule::record, Function.identity()));
    for (Query query : Query.all()) {
      PromQl parsed = query.parsed();
      Set<String> known = new HashSet<>();
      for (Selector selector : parsed.selectors()) {
        if (recorded.containsKey(selector.metric())) {
          known.addAll(PromQl.parse(recorded.get(selector.metric()).expression()).labels());
        } else if (!OF_PROMETHEUS.contains(selector.metric())
            && !OwnSeries.names(OPTIONAL).contains(selector.metric())) {
          List<Series> found =
              named(selector.metric()).stream().filter(s -> selector.matches(s.labels())).toList();
          assertThat(found).as("%s: %s: %s", query.where(), query.what(), selector).isNotEmpty();
          found.forEach(series -> known.addAll(series.labels().keySet()));
        }
      }
      assertThat(known)
          .as("%s: %s: labels", query.where(), query.what())
          .containsAll(parsed.labels())
          .containsAll(query.shown());
    }
  }

  private List<Series> named(String name) {
    return exposed.stream().filter(series -> series.name().equals(name)).toList();
  }
}
