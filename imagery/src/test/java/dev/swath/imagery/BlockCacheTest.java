package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
  private final BlockCache cache = new BlockCache(30);
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void theBlocksUsedLastAreKept() {
    float[][] first = get(1);
    get(2);
    get(3);
    assertThat(get(1)).isSameAs(first);
    get(4); // the second goes

    assertThat(get(1)).isSameAs(first);
    get(3);
    assertThat(reads).hasValue(4);
    get(2);
    assertThat(reads).hasValue(5);
  }

  @Test
  void aBlockThatIsLargerThanTheCacheIsKeptUntilTheNext() {
    BlockCache small = new BlockCache(5);
    float[][] block = new float[1][10];

    assertThat(small.get(key(1), () -> block)).isSameAs(block);
    assertThat(small.get(key(1), this::read)).isSameAs(block);
    assertThat(small.get(key(2), this::read)).isNotSameAs(block);
    assertThat(small.get(key(1), this::read)).isNotSameAs(block);
  }

  @Test
  void aBlockThatSeveralThreadsWantIsReadOnce() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<float[][]> one =
        CompletableFuture.supplyAsync(
            () ->
                cache.get(
                    key(1),
                    () -> {
                      reading.countDown();
                      await(goOn);
                      return read();
                    }));
    reading.await();
    List<CompletableFuture<float[][]>> others =
        List.of(
            CompletableFuture.supplyAsync(() -> get(1)),
            CompletableFuture.supplyAsync(() -> get(1)));
    goOn.countDown();

    for (CompletableFuture<float[][]> other : others) {
      assertThat(other.get()).isSameAs(one.get());
    }
    assertThat(reads).hasValue(1);
  }

  @Test
  void aFailureIsToldToAllWhoWaitAndThenForgotten() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<float[][]> one =
        CompletableFuture.supplyAsync(
            () ->
                cache.get(
                    key(1),
                    () -> {
                      reading.countDown();
                      await(goOn);
                      throw new SceneException("broken");
                    }));
    reading.await();
    AtomicInteger waiting = new AtomicInteger();
    Thread other =
        new Thread(
            () -> {
              try {
                get(1);
              } catch (SceneException e) {
                waiting.incrementAndGet();
              }
            });
    other.start();
    while (other.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    other.join();

    assertThat(waiting).hasValue(1);
    assertThatThrownBy(one::get).hasRootCauseInstanceOf(SceneException.class);
    assertThat(get(1)).isNotNull();
    assertThat(reads).hasValue(1);
  }

  private float[][] get(int column) {
    return cache.get(key(column), this::read);
  }

  private float[][] read() {
    reads.incrementAndGet();
    return new float[2][5];
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BlockCache.Key key(int column) {
    return new BlockCache.Key("a", 0, column, 0, List.of(0, 1));
  }
}
