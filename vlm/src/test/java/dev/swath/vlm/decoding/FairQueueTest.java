package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.PromptTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private final FairQueue queue = new FairQueue();

  @Test
  void lanesTakeTurnsAndKeepTheirOrder() {
    List<Job> many = List.of(job(1), job(2), job(3), job(4));
    List<Job> few = List.of(job(5), job(6));
    many.forEach(job -> queue.add("many", job));
    few.forEach(job -> queue.add("few", job));
    List<Job> order = new ArrayList<>();
    while (!queue.isEmpty()) {
      order.add(queue.take(job -> true).orElseThrow());
    }
    assertThat(order)
        .containsExactly(
            many.get(0), few.get(0), many.get(1), few.get(1), many.get(2), many.get(3));
  }

  @Test
  void aJobWithoutRoomDoesNotHoldUpAnotherLane() {
    Job large = job(100);
    Job small = job(1);
    queue.add("large", large);
    queue.add("small", small);
    assertThat(queue.take(job -> job.tokens().length() < 10)).contains(small);
    assertThat(queue.take(job -> job.tokens().length() < 10)).isEmpty();
    assertThat(queue.jobs()).containsExactly(large);
  }

  @Test
  void aJobWithoutRoomIsNotPassedForEver() {
    queue.add("large", job(100));
    int passed = 0;
    for (int i = 0; i < 10_000; i++) {
      queue.add("small", job(1));
      Optional<Job> taken = queue.take(job -> job.tokens().length() < 10);
      if (taken.isEmpty()) {
        break;
      }
      passed++;
    }
    assertThat(passed).isBetween(10, 1000);
    assertThat(queue.take(job -> true).orElseThrow().tokens().length()).isEqualTo(100);
    assertThat(queue.take(job -> true).orElseThrow().tokens().length()).isEqualTo(1);
  }

  @Test
  void whatNobodyWaitsForIsTakenOut() {
    Job kept = job(1);
    Job cancelled = job(2);
    queue.add("lane", cancelled);
    queue.add("lane", kept);
    queue.add("other", cancelled);
    cancelled.result().cancel(false);
    queue.removeDropped();
    assertThat(queue.jobs()).containsExactly(kept);
    assertThat(queue.take(job -> true)).contains(kept);
    assertThat(queue.isEmpty()).isTrue();
  }

  private static Job job(int tokens) {
    RequestTokens request =
        RequestTokens.of(
            GenerationRequest.greedy(new Prompt(List.of()), List.of(), "", List.of(), 1),
            new PromptTokens(new long[tokens], new long[0]),
            List.of(),
            Optional.empty());
    return new Job(request, LoadedAdapter.NONE, new Answer(request, 2), new CompletableFuture<>());
  }
}
