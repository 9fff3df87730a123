package dev.swath.lab.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.LabCommand;
import dev.swath.lab.dataset.Pictures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void dataset() throws IOException {
    Pictures.write(Pictures.random(1, 64), folder.resolve("a.png"));
    Pictures.write(Pictures.random(1, 64), folder.resolve("a-again.png"));
    Files.writeString(
        folder.resolve("list.jsonl"),
        """
        {"image": "a.png", "split": "train", "question": "Is it <big>?", "answer": "yes"}
        {"image": "a.png", "split": "train", "question": "Is it a road?", "answer": "yes"}
        {"image": "a-again.png", "split": "test", "question": "Is it?", "answer": "no"}
        {"image": "gone.png", "split": "test", "question": "Is it?", "answer": "no"}
        """);
  }

  @Test
  void itCountsAndListsWhatIsBrokenAndWhatRepeats() {
    assertThat(run(folder.resolve("list.jsonl").toString())).isZero();

    assertThat(out.toString())
        .contains("list (json-lines): 3 examples, 1 broken records")
        .containsPattern("question, presence +2 +0 +1 +3")
        .contains("Answers to question, presence: 3, 2 different")
        .containsPattern("2 +66\\.7 %  yes")
        .contains("list.jsonl:4: there is no image gone.png")
        .contains("Both trained on and held out: none")
        .contains("nearly repeat a held-out one: 1")
        .contains("a.png is like " + folder.resolve("a-again.png") + " (1.000)");
  }

  @Test
  void thePageIsOneFileWithThePicturesAndEscapesWhatTheDataSays() throws IOException {
    Path page = folder.resolve("out/page.html");
    assertThat(run(folder.resolve("list.jsonl").toString(), "--html", page.toString())).isZero();

    String html = Files.readString(page);
    assertThat(html)
        .contains("Is it &lt;big&gt;? Answer")
        .doesNotContain("<big>")
        .contains("src=\"data:image/png;base64,")
        .contains("prefers-color-scheme: dark")
        .contains("list.jsonl:4: there is no image gone.png")
        .doesNotContain("http");
    assertThat(page.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aMixtureIsShownDatasetByDataset() throws IOException {
    Path mixture =
        Files.writeString(
            folder.resolve("mix.yaml"), "datasets:\n  - name: one\n    folder: list.jsonl\n");
    assertThat(run(mixture.toString(), "--no-images")).isZero();
    assertThat(out.toString()).contains("one (json-lines): 3 examples");
  }

  @Test
  void whatCannotBeReadIsOneClearLineAndExitCodeOne() {
    assertThat(run(folder.resolve("nothing.jsonl").toString())).isEqualTo(1);
    assertThat(err.toString().lines().filter(line -> line.startsWith("swath:")))
        .containsExactly(
            "swath: " + folder.resolve("nothing.jsonl") + ": there is no such file or folder.");
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "data";
    all[1] = "inspect";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return new CommandLine(new LabCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }
}
