package dev.swath.standalone.failure;

import dev.swath.standalone.Standalone;
import dev.swath.standalone.demo.Lag;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The answers to a stream that nothing happens to: what a disturbed one must come to. */
final class Undisturbed {

  private Undisturbed() {}

  /**
   * Runs the services in this JVM.
   *
   * @param properties those that the disturbed ones will have
   * @return the ids of the answers, and which scenes each is about
   */
  static Map<String, List<String>> answers(
      Path folder, Scenes scenes, Path model, Map<String, String> properties)
      throws IOException, InterruptedException {
    try (Standalone standalone =
            Standalone.start(
                new Standalone.Settings(folder, model, 0, 0, Optional.empty(), properties));
        GroundStation station = new GroundStation(standalone.bootstrapServers());
        Lag lag = new Lag(standalone.bootstrapServers())) {
      for (Scenes.Pass pass : scenes.passes()) {
        station.publish(pass);
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> lag.firstBusy(standalone.flow()).isEmpty());
      try (Watch watch = new Watch(standalone.bootstrapServers())) {
        // All lie there: a few empty polls mean the end.
        Awaitility.await()
            .pollInterval(Duration.ofSeconds(2))
            .during(Duration.ofSeconds(4))
            .until(watch::count, count -> count > 0 && count == watch.count());
        return new HashMap<>(
            watch.first().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().scenes())));
      }
    }
  }
}
