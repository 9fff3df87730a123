package dev.swath.lab.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void thirtySteps() throws IOException {
    file = folder.resolve("tiny.jsonl");
    MadeUpRun.write(file, 0, 30);
  }

  @Test
  void theJournalLiesBesideTheCheckpoint() {
    assertThat(Journal.beside(Path.of("work", "encoder.safetensors")))
        .isEqualTo(Path.of("work", "encoder.jsonl"));
  }

  @Test
  void linesBeyondTheCheckpointAreDroppedWhenARunGoesOn() throws IOException {
    MadeUpRun.write(file, 20, 40);
    RunHistory history = RunHistory.read(file, "run");
    assertThat(history.progress())
        .extracting(JournalLine.Progress::step)
        .containsExactly(10L, 20L, 30L, 40L);
    assertThat(history.scores()).extracting(JournalLine.Scores::step).containsExactly(20L, 40L);
    assertThat(history.start().orElseThrow().step()).isEqualTo(20);
  }

  @Test
  void theClockGoesOnWhereTheKeptLinesEnd() throws IOException {
    try (Journal journal = Journal.open(file, 20)) {
      assertThat(journal.secondsBefore()).isEqualTo(MadeUpRun.seconds(20));
    }
  }

  @Test
  void aLineThatAKillToreIsLeftOut() throws IOException {
    Files.writeString(file, "{\"event\":\"progress\",\"sta", StandardOpenOption.APPEND);
    assertThat(RunHistory.read(file, "run").progress()).hasSize(3);
    try (Journal journal = Journal.open(file, 30)) {
      journal.write(new JournalLine.Scores("tiny", 30, 1, Map.of("last", 0.5)));
    }
    assertThat(RunHistory.read(file, "run").scores()).hasSize(2);
  }

  @Test
  void aLineThatIsNoneOfAJournalIsNamedWithItsNumber() throws IOException {
    Files.writeString(file, "not JSON\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> RunHistory.read(file, "run"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ":6 ");
  }

  @Test
  void aMissingJournalIsNamed() {
    assertThatThrownBy(() -> RunHistory.read(folder.resolve("none.jsonl"), "run"))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no journal " + folder.resolve("none.jsonl"));
  }
}
