package dev.swath.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.imagery.SceneException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InOrderTest {
  private static final int THREADS = 3;
  private static final List<Integer> PIECES = IntStream.range(0, 50).boxed().toList();

  private final InOrder work = new InOrder(THREADS, "test");

  @AfterEach
  void close() {
    work.close();
  }

  @Test
  void resultsComeInTheOrderOfThePiecesEvenIfTheFirstTakesLongest() {
    CountDownLatch others = new CountDownLatch(THREADS - 1);
    List<Integer> results = new ArrayList<>();

    work.run(
        PIECES,
        piece -> {
          if (piece == 0) {
            await(others);
          }
          others.countDown();
          return piece * 2;
        },
        results::add);

    assertThat(results).isEqualTo(PIECES.stream().map(piece -> piece * 2).toList());
  }

  @Test
  void onlyAFewResultsAreThereAtATime() {
    AtomicInteger there = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    work.run(
        PIECES,
        piece -> {
          most.accumulateAndGet(there.incrementAndGet(), Math::max);
          return piece;
        },
        result -> there.decrementAndGet());

    assertThat(most.get()).isBetween(1, THREADS + 1);
  }

  @Test
  void piecesAreWorkedOnAtTheSameTime() {
    CountDownLatch together = new CountDownLatch(THREADS);

    work.run(
        PIECES.subList(0, THREADS),
        piece -> {
          together.countDown();
          await(together);
          return piece;
        },
        result -> {});

    assertThat(together.getCount()).isZero();
  }

  @Test
  void afterAFailureNothingIsGoingOnAnyMore() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger going = new AtomicInteger();
    AtomicInteger worked = new AtomicInteger();
    List<Integer> results = new ArrayList<>();

    assertThatThrownBy(
            () ->
                work.run(
                    PIECES,
                    piece -> {
                      if (piece == 1) {
                        await(begun);
                        throw new SceneException("broken");
                      }
                      going.incrementAndGet();
                      begun.countDown();
                      worked.incrementAndGet();
                      going.decrementAndGet();
                      return piece;
                    },
                    results::add))
        .isInstanceOf(SceneException.class)
        .hasMessage("broken");

    assertThat(going).hasValue(0);
    assertThat(worked.get()).isLessThanOrEqualTo(THREADS + 2);
    assertThat(results).containsExactly(0);
  }

  @Test
  void aFailureOfTheSinkEndsTheWork() {
    assertThatThrownBy(
            () ->
                work.run(
                    PIECES,
                    piece -> piece,
                    result -> {
                      throw new IllegalArgumentException("no room");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    List<Integer> results = new ArrayList<>();
    work.run(PIECES, piece -> piece, results::add);
    assertThat(results).isEqualTo(PIECES);
  }

  @Test
  void whoIsInterruptedStillWaitsForTheWorkInHand() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    List<Throwable> problems = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run(
                    List.of(1),
                    piece -> {
                      begun.countDown();
                      await(goOn);
                      ended.incrementAndGet();
                      return piece;
                    },
                    result -> {});
              } catch (RuntimeException e) {
                problems.add(e);
              }
              if (ended.get() == 0) {
                problems.add(new AssertionError("returned before the work had ended"));
              }
            });
    thread.start();
    begun.await();
    thread.interrupt();
    goOn.countDown();
    thread.join();

    assertThat(problems).allMatch(problem -> problem instanceof IllegalStateException);
    assertThat(ended).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
