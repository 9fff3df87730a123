package dev.swath.ingest;

import dev.swath.contracts.Topics;
import dev.swath.imagery.SceneException;
import dev.swath.imagery.StacItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * The scenes seen before, by their id: read from the start of the topic at every start, and
 * followed from then on. Keeps the newest ones up to a limit. Thread-safe.
 */
final class KnownScenes implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(KnownScenes.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ConsumerFactory<String, byte[]> consumers;
  private final Map<String, byte[]> items;
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting =
      new ConcurrentLinkedQueue<>();
  private volatile boolean running;
  private volatile boolean ready;
  private volatile Consumer<String, byte[]> consumer;
  private Thread thread;

  KnownScenes(ConsumerFactory<String, byte[]> consumers, int limit) {
    this.consumers = consumers;
    this.items =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > limit;
          }
        };
  }

  /**
   * A scene that was on the topic when this was called.
   *
   * @throws IllegalStateException if the topic cannot be read at the moment
   */
  Optional<StacItem> find(String id) {
    Optional<StacItem> found = lookUp(id);
    if (found.isEmpty()) {
      catchUp();
      found = lookUp(id);
    }
    return found;
  }

  /** Whether all that was on the topic at start has been read. */
  boolean isReady() {
    return ready;
  }

  int size() {
    synchronized (items) {
      return items.size();
    }
  }

  private Optional<StacItem> lookUp(String id) {
    byte[] value;
    synchronized (items) {
      value = items.get(id);
    }
    return Optional.ofNullable(value).map(SceneMessage::read);
  }

  private void catchUp() {
    CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    waiting.add(caughtUp);
    try {
      caughtUp.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while reading topic " + Topics.SCENES, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("topic '" + Topics.SCENES + "' cannot be read now", e);
    }
  }

  @Override
  public void start() {
    running = true;
    thread = new Thread(this::run, "known-scenes");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void stop() {
    running = false;
    Consumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    while (running) {
      try {
        follow();
      } catch (WakeupException e) {
        // Asked to stop.
      } catch (RuntimeException e) {
        log.warn("Topic {} cannot be read; trying again", Topics.SCENES, e);
        pause();
      }
    }
  }

  private void follow() {
    try (Consumer<String, byte[]> current = open()) {
      consumer = current;
      List<TopicPartition> partitions =
          current.partitionsFor(Topics.SCENES).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      current.assign(partitions);
      current.seekToBeginning(partitions);
      Map<TopicPartition, Long> atStart = current.endOffsets(partitions);
      List<CompletableFuture<Void>> asked = new ArrayList<>();
      Map<TopicPartition, Long> target = atStart;
      while (running) {
        current.poll(POLL).forEach(this::remember);
        boolean reached =
            target.entrySet().stream().allMatch(e -> current.position(e.getKey()) >= e.getValue());
        if (reached) {
          becomeReady();
          asked.forEach(future -> future.complete(null));
          asked.clear();
          // Who asks from now on wants what is on the topic now.
          for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            asked.add(next);
          }
          target = asked.isEmpty() ? Map.of() : current.endOffsets(partitions);
        }
      }
    }
  }

  private Consumer<String, byte[]> open() {
    Properties bulk = new Properties();
    bulk.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "500");
    // The name tells it from the consumers that have work to do: its lag is not counted.
    return consumers.createConsumer(null, "swath-ingest", "-known-scenes", bulk);
  }

  private void becomeReady() {
    if (!ready) {
      ready = true;
      log.info("{} scenes seen before are known", size());
    }
  }

  private void remember(ConsumerRecord<String, byte[]> message) {
    try {
      String id = SceneMessage.read(message.value()).id();
      synchronized (items) {
        items.remove(id);
        items.put(id, message.value());
      }
    } catch (SceneException e) {
      // It is a dead letter; nobody can ask about it.
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }
}
