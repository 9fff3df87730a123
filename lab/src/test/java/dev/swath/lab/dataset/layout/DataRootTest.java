package dev.swath.lab.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Pictures;
import dev.swath.lab.dataset.Split;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataRootTest {

  @TempDir Path folder;

  @Test
  void aZipIsReadAsAFolderIs() throws IOException {
    for (int i = 0; i < 40; i++) {
      Pictures.write(folder.resolve("made/in/set/Forest/f" + i + ".jpg"));
      Pictures.write(folder.resolve("made/in/set/River/r" + i + ".tif"));
    }
    Path zip = zip("set.zip");

    Dataset packed = Layout.recognise(zip).read(Source.of(zip));
    Dataset unpacked = Layout.CLASS_FOLDERS.read(Source.of(folder.resolve("made/in")));

    assertThat(packed.classes()).containsExactly("Forest", "River");
    assertThat(packed.examples())
        .extracting(Example::id)
        .hasSize(80)
        .containsExactlyElementsOf(unpacked.examples().stream().map(Example::id).toList());
    assertThat(packed.of(Split.TEST)).isNotEmpty();
    Example river = packed.examples().get(79);
    assertThat(river.split()).isEqualTo(Splits.byHash("River/r9"));
    assertThat(river.media().get(0).name()).isEqualTo(zip + "!/set/River/r9.tif");
    assertThat(river.media().get(0).frames(1).get(0).rgb())
        .isEqualTo(unpacked.examples().get(79).media().get(0).frames(1).get(0).rgb());
  }

  @Test
  void namesAreFoundInAZipBesideTheList() throws IOException {
    Pictures.write(folder.resolve("made/in/ucm/a/1.png"));
    zip("ucm.zip");
    Path list =
        Files.writeString(
            folder.resolve("l.jsonl"), "{\"image\": \"ucm/a/1.png\", \"captions\": [\"One .\"]}");

    Dataset dataset = Layout.JSON_LINES.read(Source.of(list));

    assertThat(dataset.broken()).isEmpty();
    assertThat(dataset.examples().get(0).media().get(0).name()).endsWith("ucm.zip!/ucm/a/1.png");
  }

  @Test
  void aDamagedImageIsNamed() throws IOException {
    Path image = folder.resolve("c/broken.png");
    Pictures.write(image);
    byte[] bytes = Files.readAllBytes(image);
    Files.write(image, Arrays.copyOf(bytes, bytes.length / 2));
    Example example = Layout.CLASS_FOLDERS.read(Source.of(folder)).examples().get(0);

    assertThatThrownBy(() -> example.media().get(0).frames(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.png: cannot be read as an image");
  }

  @Test
  void aVideoInAZipGivesItsFrames() throws IOException {
    Pictures.video(folder.resolve("made/in/Test/Traffic/v.mp4"), 6);

    Dataset dataset = Layout.VIDEO_FOLDERS.read(Source.of(zip("era.zip")));

    List<RgbImage> frames = dataset.examples().get(0).media().get(0).frames(3);
    assertThat(frames).hasSize(3);
    assertThat(frames.get(0).rgb()).isNotEqualTo(frames.get(2).rgb());
  }

  @Test
  void whatIsNoZipIsAnErrorThatNamesIt() throws IOException {
    Path zip = Files.writeString(folder.resolve("x.zip"), "not a zip");
    assertThatThrownBy(() -> DataRoot.open(zip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.zip: cannot be read as a zip");
    assertThatThrownBy(() -> DataRoot.open(folder.resolve("y")))
        .hasMessageContaining("there is no such folder or zip");
  }

  /** Packs what is in the folder "in". */
  private Path zip(String name) throws IOException {
    Path zip = folder.resolve(name);
    Path in = folder.resolve("made/in");
    try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"));
        var files = Files.walk(in)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path entry = system.getPath("/" + in.relativize(file));
        Files.createDirectories(entry.getParent());
        Files.copy(file, entry);
      }
    }
    return zip;
  }
}
