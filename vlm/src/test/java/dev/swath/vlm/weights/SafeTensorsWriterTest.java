package dev.swath.vlm.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left behind when weights cannot be written. */
class SafeTensorsWriterTest {

  /** A device whose every write fails as on a full disk. */
  private static final Path FULL = Path.of("/dev/full");

  private static final Map<String, Floats> WEIGHTS =
      Map.of("w", new Floats(new long[] {3}, new float[] {1, 2, 3}));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"w", "weight", "a.weight", "a.longer.name.of.a.weight"})
  void theDataBeginsWithACacheLine(String name) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Floats weight = WEIGHTS.get("w");
    SafeTensorsWriter.write(file, Map.of(name, weight), Format.F32, Map.of());
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.entries().get(name).begin()).isPositive().matches(at -> at % 64 == 0);
      assertThat(tensors.floats(name)).isEqualTo(weight.values());
    }
  }

  @Test
  void onAFullDiskTheFileThatWasThereStays() throws IOException {
    assumeThat(FULL).exists();
    Path file = folder.resolve("model.safetensors");
    write(file);
    byte[] before = Files.readAllBytes(file);
    Path partial = folder.resolve("model.safetensors.partial");
    Files.createSymbolicLink(partial, FULL);
    assertThatThrownBy(() -> write(file))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + file + ": No space left on device");
    assertThat(file).hasBinaryContent(before);
    assertThat(partial).doesNotExist();
  }

  @Test
  void aMissingFolderIsSaid() {
    Path file = folder.resolve("none").resolve("model.safetensors");
    assertThatThrownBy(() -> write(file))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + file + ": there is no such folder");
  }

  @Test
  void aTargetThatIsAFolderStaysAndNothingIsLeftBesideIt() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.createDirectories(file.resolve("inside"));
    assertThatThrownBy(() -> write(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write " + file);
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder.resolve("model.safetensors.partial")).doesNotExist();
  }

  private static void write(Path file) throws IOException {
    SafeTensorsWriter.write(file, WEIGHTS, Format.F32, Map.of());
  }
}
