package dev.swath.change;

import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.core.CleanupConfig;

/**
 * What becomes of the stream when one of its threads fails. Bad input never gets here: it is
 * trouble with Kafka or with the disk. A thread begins anew after a moment, with all that was not
 * committed; a broken store is thrown away and read again from Kafka.
 */
final class StreamTrouble implements StreamsUncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(StreamTrouble.class);

  /** A full disk, or a broker that refuses, does not change within milliseconds. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final int MAX_CAUSES = 32;

  private final StreamsBuilderFactoryBean streams;

  StreamTrouble(StreamsBuilderFactoryBean streams) {
    this.streams = streams;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable trouble) {
    if (isBrokenStore(trouble)) {
      log.error("The store is broken: it is deleted, and read again from Kafka", trouble);
      // This thread is one of those that have to end first.
      new Thread(this::startWithNewStore, "change-store").start();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    log.error("The stream stopped and is started again in {} s", PAUSE.toSeconds(), trouble);
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private void startWithNewStore() {
    streams.stop();
    streams.setCleanupConfig(new CleanupConfig(true, false));
    try {
      streams.start();
    } finally {
      streams.setCleanupConfig(new CleanupConfig(false, false));
    }
  }

  /** Whether the store's files hold something else than was written, or are missing. */
  static boolean isBrokenStore(Throwable trouble) {
    Throwable cause = trouble;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof RocksDBException broken && isBroken(broken)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isBroken(RocksDBException failure) {
    Status status = failure.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return true;
    }
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    return message.contains("Corruption") || message.contains("No such file or directory");
  }
}
