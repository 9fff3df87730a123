package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.Completion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a peer's figure from being measured, and what is said then. */
class PeersTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @TempDir private Path folder;

  @Test
  void everyFigureSaysThatThePeersAreNotBuilt() {
    List<Figure> figures = PeerFigures.measure(folder, folder, Optional.empty(), text -> {});
    assertThat(figures).hasSize(3);
    assertThat(figures)
        .allSatisfy(
            figure -> {
              assertThat(figure.status()).isEqualTo("not run");
              assertThat(figure.note())
                  .contains(folder.resolve("bench-peers/target/lib").toString(), "mvn");
            });
  }

  @Test
  void theirClassPathIsTheirOwn() throws PeerException, IOException {
    Path libraries = Files.createDirectories(folder.resolve("bench-peers/target/lib"));
    Peers peers = Peers.of(folder, Optional.empty());
    assertThat(peers.classPath())
        .isEqualTo(libraries.resolveSibling("classes") + File.pathSeparator + libraries + "/*");
  }

  @Test
  void aJdkThatIsNamedMustBeNewEnoughForJlama() {
    Peers peers = new Peers("", folder.resolve("Jlama.java"), Optional.of(folder));
    assertThatThrownBy(peers::jlamaJdk)
        .isInstanceOf(PeerException.class)
        .hasMessage("Jlama needs a JDK 20 or later; %s is none".formatted(folder));
    assertThat(JlamaFigure.measure("tiny", folder, Shape.SMALL.model(), peers, 1).note())
        .isEqualTo("Jlama needs a JDK 20 or later; %s is none".formatted(folder));
  }

  @Test
  void whatJlamaNeedsIsAPreviewUpToJava21() {
    Peers peers = new Peers("", folder.resolve("Jlama.java"), Optional.empty());
    assertThat(peers.jlama(new Jdk(folder, Runtime.Version.parse("21.0.5")), false))
        .containsSequence("--enable-preview", "--source", "21");
    assertThat(peers.jlama(new Jdk(folder, Runtime.Version.parse("25")), false))
        .doesNotContain("--enable-preview");
  }

  @Test
  void aProcessThatFailsSaysWhy() {
    assertThatThrownBy(() -> run(JAVA, "NoClass"))
        .isInstanceOf(PeerException.class)
        .hasMessageStartingWith("X ended with exit code 1: ")
        .hasMessageContaining("NoClass");
    assertThatThrownBy(() -> run("/no/such/program"))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void aProcessWithoutAResultHasFailed() {
    assertThatThrownBy(() -> run(JAVA, "--version"))
        .isInstanceOf(PeerException.class)
        .hasMessageStartingWith("X printed no result, but '");
    assertThatThrownBy(() -> run(JAVA, "-version"))
        .isInstanceOf(PeerException.class)
        .hasMessage("X printed no result, but ''");
  }

  @Test
  void featuresMustBeEqualUpToRounding() throws PeerException {
    float[] own = {1, 2, 3};
    assertThat(OnnxFigure.difference(own, new float[] {1, 2, 3.0005f})).isBetween(4e-4, 6e-4);
    assertThatThrownBy(() -> OnnxFigure.difference(own, new float[] {1, 2.125f, 3}))
        .isInstanceOf(PeerException.class)
        .hasMessage("features differ by up to 0.13");
    assertThatThrownBy(() -> OnnxFigure.difference(own, new float[] {1, Float.NaN, 3}))
        .isInstanceOf(PeerException.class);
    assertThatThrownBy(() -> OnnxFigure.difference(own, new float[] {1, 2}))
        .isInstanceOf(PeerException.class);
  }

  @Test
  void answersMustBeAlikeTokenByToken() throws PeerException, IOException {
    List<Completion> own = List.of(new Completion("", new int[] {4, 5, 6}, -1.5, false));
    assertThat(JlamaFigure.difference(own, answers("[4, 5, 6]", "-1.4999"))).isBetween(9e-5, 11e-5);
    JsonNode other = answers("[4, 7, 6]", "-1.5");
    assertThatThrownBy(() -> JlamaFigure.difference(own, other))
        .isInstanceOf(PeerException.class)
        .hasMessage("answers differ from token 1 on: [4, 5, 6], Jlama [4, 7, 6]");
    JsonNode unlikely = answers("[4, 5, 6]", "-1.4");
    assertThatThrownBy(() -> JlamaFigure.difference(own, unlikely))
        .isInstanceOf(PeerException.class)
        .hasMessage("mean log-probabilities differ by up to 0.10");
  }

  private JsonNode run(String... command) throws PeerException {
    return PeerProcess.run("X", "none", folder, List.of(command));
  }

  private static JsonNode answers(String tokens, String logProbability) throws IOException {
    return new ObjectMapper()
        .readTree(
            "{\"answers\": [%s], \"logProbabilities\": [%s]}".formatted(tokens, logProbability));
  }
}
