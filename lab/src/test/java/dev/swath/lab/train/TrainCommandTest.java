package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainCommandTest {

  private final StringWriter err = new StringWriter();

  @Test
  void aModelDoesNotGoOnFromItself() {
    String folder = "../models/swath-compact";
    int code =
        new CommandLine(new TrainCommand())
            .setErr(new PrintWriter(err))
            .execute("--data", "nowhere", "--model", folder, "--from", folder);
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .contains("--from and --model are both " + folder + "; name a new folder with --model");
  }
}
