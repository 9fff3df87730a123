package dev.swath.standalone.failure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes that are killed at any moment. The moments are random, but by seed. */
@Tag("failure")
class KillTest {

  private static final long SEED = 11;
  private static final int KILLS = 5;
  private static final int BROKER_KILLS = 2;
  private static final int LONGEST_WAIT_MS = 3000;

  @Test
  void nothingIsLostWhenEachServiceAndTheBrokerAreKilledAgainAndAgain() throws Exception {
    List<String> victims = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      victims.addAll(Services.NAMES);
    }
    victims.addAll(Collections.nCopies(BROKER_KILLS, "broker"));
    Random random = new Random(SEED);
    Collections.shuffle(victims, random);
    try (Trial trial = Trial.start("kills", 1)) {
      for (String victim : victims) {
        trial.publish();
        Thread.sleep(random.nextInt(LONGEST_WAIT_MS));
        Child child =
            victim.equals("broker") ? trial.brokers().node(0) : trial.services().get(victim);
        trial.kill(child);
        child.awaitReady();
      }
      trial
          .outcome(
              "kill -9 of each of the five services %d times and of the only broker %d times, in random order"
                  .formatted(KILLS, BROKER_KILLS))
          .holds(300);
    }
  }

  @Test
  void nothingIsLostWhenOneOfThreeBrokersIsKilledUnderLoad() throws Exception {
    Random random = new Random(SEED);
    try (Trial trial = Trial.start("three-brokers", 3)) {
      for (int i = 0; i < 24; i++) {
        trial.publish();
        if (i % 8 == 3) {
          Thread.sleep(random.nextInt(LONGEST_WAIT_MS));
          Child broker = trial.brokers().node(i / 8);
          broker.kill();
          trial.disturbed("broker");
          trial.publish();
          Thread.sleep(2 * LONGEST_WAIT_MS);
          broker.start();
          broker.awaitReady();
        }
      }
      trial
          .outcome(
              "kill -9 of one of three brokers (replication 3, min.insync.replicas 2), each once")
          .holds(300);
    }
  }
}
