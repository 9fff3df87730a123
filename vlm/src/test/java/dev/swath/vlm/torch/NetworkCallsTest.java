package dev.swath.vlm.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NetworkCallsTest {

  private final NetworkCalls calls = new NetworkCalls();

  @Test
  void theProcessWaitsForTheCallThatRuns() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Integer> call =
        CompletableFuture.supplyAsync(() -> calls.make(() -> waiting(begun, end)));
    begun.await();
    assertThat(calls.finish(Duration.ofMillis(20))).as("while it runs").isFalse();
    end.countDown();
    assertThat(calls.finish(Duration.ofSeconds(20))).isTrue();
    assertThat(call.join()).isEqualTo(1);
  }

  @Test
  void noCallBeginsOnceTheProcessEnds() throws InterruptedException {
    assertThat(calls.finish(Duration.ZERO)).isTrue();
    AtomicBoolean begun = new AtomicBoolean();
    Thread late = new Thread(() -> calls.make(() -> begun.getAndSet(true)));
    late.setDaemon(true);
    late.start();
    late.join(50);
    assertThat(begun).isFalse();
    assertThat(late.isAlive()).isTrue();
  }

  @Test
  void callsRunBesideEachOther() {
    CountDownLatch both = new CountDownLatch(2);
    CompletableFuture<Integer> other =
        CompletableFuture.supplyAsync(() -> calls.make(() -> waiting(both, both)));
    assertThat(calls.make(() -> waiting(both, both))).isEqualTo(1);
    assertThat(other.join()).isEqualTo(1);
  }

  private static int waiting(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
