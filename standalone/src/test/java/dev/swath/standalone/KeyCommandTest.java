package dev.swath.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeyCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void thePropertyHasTheHashOfTheKey() throws Exception {
    assertThat(execute("key", "station")).isZero();

    Matcher printed =
        Pattern.compile("(swath_\\S+)\\s.*swath\\.http\\.keys\\.station=(\\S+)", Pattern.DOTALL)
            .matcher(out.toString());
    assertThat(printed.find()).as(out.toString()).isTrue();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(printed.group(1).getBytes(UTF_8));
    assertThat(printed.group(2)).isEqualTo(HexFormat.of().formatHex(hash));
  }

  @Test
  void aNameThatNoVariableCanHoldIsRefused() {
    assertThat(execute("key", "ground-station")).isEqualTo(2);
    assertThat(err.toString()).contains("letters and digits only, not 'ground-station'");
  }

  private int execute(String... command) {
    CommandLine swath = SwathCommand.commandLine();
    swath.setOut(new PrintWriter(out, true));
    swath.setErr(new PrintWriter(err, true));
    return swath.execute(command);
  }
}
