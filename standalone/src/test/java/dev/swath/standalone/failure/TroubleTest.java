package dev.swath.standalone.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What does not kill: slowness, processes that come and go, a clock that jumps. */
@Tag("failure")
class TroubleTest {

  private static final Path FAKE_CLOCK =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

  @Test
  void consumersAndABrokerThatStandStillOnlyDelay() throws Exception {
    try (Trial trial = Trial.start("slow", 1)) {
      for (String name : Services.NAMES) {
        trial.publish();
        trial.publish();
        trial.disturbed(name);
        trial.services().get(name).freeze(Duration.ofSeconds(20));
        trial.awaitAnswers();
      }
      trial.publish();
      trial.brokers().node(0).freeze(Duration.ofSeconds(10));
      trial.disturbed("all");
      trial.publish();
      trial
          .outcome(
              "each service stands still for 20 s (longer than its session), and the broker for 10 s")
          .holds(100);
    }
  }

  @Test
  void aSlowDiskOnlyDelays() throws Exception {
    Duration delay = Duration.ofMillis(10);
    try (SlowDisk disk = SlowDisk.of(delay);
        Trial trial =
            Trial.start(
                Trial.Setup.of("disk", 1)
                    .services(disk.environment())
                    .brokers(disk.environment()))) {
      for (int i = 0; i < 2; i++) {
        trial.publish();
        disk.slow();
        trial.disturbed("all");
        for (int pass = 0; pass < 3; pass++) {
          trial.publish();
        }
        trial.awaitAnswers();
        disk.fast();
      }
      trial.publish();
      trial
          .outcome(
              "each write to a disk and each flush takes the broker and all services %d ms longer, while three scenes come"
                  .formatted(delay.toMillis()))
          .holds(100);
    }
  }

  @Test
  void servicesThatComeAndGoTakeOverFromEachOther() throws Exception {
    List<Duration> stops = new ArrayList<>();
    try (Trial trial = Trial.start("storm", 1)) {
      for (String name : List.of("encoder", "change", "prompt-augment", "llm")) {
        List<Child> more = new ArrayList<>();
        for (int i = 2; i <= 3; i++) {
          trial.publish();
          more.add(trial.services().add(name, name + "-" + i));
          trial.disturbed("all");
        }
        more.forEach(Child::awaitReady);
        for (Child one : more) {
          trial.publish();
          stops.add(one.stop());
          trial.disturbed("all");
        }
      }
      trial.publish();
      trial.outcome("each service but ingest from 1 to 3 processes and back to 1").holds(200);
    }
    Duration longest = stops.stream().max(Duration::compareTo).orElseThrow();
    ReliabilityPage.add(
        "Stopped in order",
        "Stopped by SIGTERM under load, a service ended within %.1f s at most (%d stops; the goal is 30 s)."
            .formatted(longest.toMillis() / 1000.0, stops.size()));
    assertThat(longest).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aClockThatJumpsAnHourLosesNothing() throws Exception {
    assumeThat(FAKE_CLOCK).as("Debian's libfaketime").exists();
    Path offset = Files.createTempFile("swath-clock", "");
    Files.writeString(offset, "+0");
    Map<String, String> environment =
        Map.of(
            "LD_PRELOAD",
            FAKE_CLOCK.toString(),
            "FAKETIME_TIMESTAMP_FILE",
            offset.toString(),
            // Looked at once a second: a JVM asks for the time too often to read a file each time.
            "FAKETIME_CACHE_DURATION",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            // Else a timed wait returns at once, and every thread that waits spins.
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");
    try (Trial trial = Trial.start(Trial.Setup.of("clock", 1).services(environment))) {
      for (String jump : List.of("+1h", "-1h", "+0")) {
        trial.publish();
        trial.publish();
        Files.writeString(offset, jump);
        trial.disturbed("all");
        trial.publish();
        if (jump.startsWith("-")) {
          restartAll(trial.services());
        }
        trial.awaitAnswers();
      }
      trial
          .outcome(
              "the clock of all services jumps an hour ahead, two back (their probes have them restarted), and one ahead")
          .holds(100);
    }
  }

  /** All say that they are not alive; who watches over them starts them again. */
  private static void restartAll(Services services) {
    List<Child> all =
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(services::notAlive, dead -> dead.size() == Services.NAMES.size());
    all.forEach(Child::stop);
    all.forEach(Child::start);
    all.forEach(Child::awaitReady);
  }
}
