package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {

  @TempDir private Path folder;

  @Test
  void itsVersionIsThatOfItsReleaseFile() throws IOException {
    Path home = jdk("some-21", "21.0.5");
    Jdk jdk = Jdk.at(home).orElseThrow();
    assertThat(jdk.version().feature()).isEqualTo(21);
    assertThat(jdk.java()).isEqualTo(home.resolve("bin/java"));
    assertThat(jdk.is(21)).isTrue();
    assertThat(jdk.is(22)).isFalse();
  }

  @Test
  void whatHasNoCompilerNoReleaseOrAnOldVersionsNameIsNone() throws IOException {
    Path runtime = jdk("runtime", "21");
    Files.delete(runtime.resolve("bin/javac"));
    assertThat(Jdk.at(runtime)).isEmpty();
    Path unknown = jdk("unknown", "21");
    Files.delete(unknown.resolve("release"));
    assertThat(Jdk.at(unknown)).isEmpty();
    assertThat(Jdk.at(jdk("old", "1.8.0_402"))).isEmpty();
    assertThat(Jdk.at(folder.resolve("none"))).isEmpty();
  }

  @Test
  void theNewestOfAFolderIsFound() throws IOException {
    jdk("a", "17.0.15");
    Path newest = jdk("b", "25");
    jdk("c", "9.0.4");
    Files.createDirectories(folder.resolve("documentation"));
    assertThat(Jdk.newest(folder)).map(Jdk::home).contains(newest);
    assertThat(Jdk.newest(folder.resolve("documentation"))).isEmpty();
    assertThat(Jdk.newest(folder.resolve("none"))).isEmpty();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    Path compiler = Files.createFile(home.resolve("bin/javac"));
    assertThat(compiler.toFile().setExecutable(true)).isTrue();
    return home;
  }
}
