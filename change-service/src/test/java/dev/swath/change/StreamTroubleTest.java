package dev.swath.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class StreamTroubleTest {

  @Test
  void aStoreIsBrokenWhenItsFilesAreSpoiledOrGone() {
    assertThat(broken(new RocksDBException("Corruption: block checksum mismatch"))).isTrue();
    assertThat(
            broken(
                new RocksDBException(
                    "bad", new Status(Status.Code.Corruption, Status.SubCode.None, ""))))
        .isTrue();
    assertThat(broken(new RocksDBException("While open a file: 7.sst: No such file or directory")))
        .isTrue();
  }

  @Test
  void aFullDiskALockAndTroubleWithKafkaAreNoReasonToDeleteIt() {
    assertThat(broken(new RocksDBException("While appending to file: No space left on device")))
        .isFalse();
    assertThat(broken(new RocksDBException("While lock file: LOCK: Resource unavailable")))
        .isFalse();
    assertThat(broken(new IllegalStateException("Corruption"))).isFalse();
  }

  private static boolean broken(Exception cause) {
    return StreamTrouble.isBrokenStore(
        new ProcessorStateException("task [0_1] failed", new RuntimeException(cause)));
  }
}
