package dev.swath.lab.dataset.layout;

import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One folder a class, named after it, at any depth of a folder or zip: images (EuroSAT, UC Merced,
 * AID) or MP4 videos (ERA).
 *
 * <p>A folder {@code train}, {@code val} or {@code test} above the class, in any case, is the
 * published split; without one it is by hash of {@code class/name}, which is also the group.
 *
 * @param what how the instruction calls one, such as "image"
 * @param endings of the files, in lower case
 */
record ClassFolderReader(
    ImageKind kind, Task task, String what, List<String> endings, Function<Path, Media> media)
    implements LayoutReader {

  static ClassFolderReader images() {
    return new ClassFolderReader(
        ImageKind.IMAGE,
        Task.CLASSIFICATION,
        "image",
        List.of(".jpg", ".jpeg", ".png", ".tif", ".tiff"),
        ImageFile::new);
  }

  static ClassFolderReader videos() {
    return new ClassFolderReader(
        ImageKind.VIDEO, Task.VIDEO_CLASS, "video", List.of(".mp4"), VideoFile::new);
  }

  /** A file as its path tells it. */
  private record Entry(Path file, List<String> folders, String stem) {

    static Entry of(Path file, String relative) {
      List<String> parts = List.of(relative.split("/"));
      String name = parts.get(parts.size() - 1);
      return new Entry(
          file, parts.subList(0, parts.size() - 1), name.substring(0, name.lastIndexOf('.')));
    }

    String label() {
      return folders.get(folders.size() - 1);
    }

    String group() {
      return label() + "/" + stem;
    }

    /** The folder above the class that names a split. */
    Optional<Split> split() {
      return folders.subList(0, folders.size() - 1).stream()
          .flatMap(folder -> Fields.splitNamed(folder).stream())
          .findFirst();
    }
  }

  @Override
  public void read(DatasetBuilder dataset) throws IOException {
    DataRoot root = DataRoot.open(dataset.source().path());
    List<Entry> entries =
        root.files(endings).stream()
            .map(file -> Entry.of(file, root.relative(file)))
            .filter(entry -> !entry.folders().isEmpty())
            .toList();
    if (entries.isEmpty()) {
      throw new IOException(
          "%s: has no folders of %ss (%s). Give the folder that holds one folder a class."
              .formatted(root.display(), what, String.join(", ", endings)));
    }
    List<String> classes = List.copyOf(new TreeSet<>(entries.stream().map(Entry::label).toList()));
    dataset.classes(classes);
    String instruction = Wording.classes(what, classes);
    for (Entry entry : entries) {
      dataset.record(entry.file(), 0, () -> dataset.add(example(entry, instruction)));
    }
  }

  private Example example(Entry entry, String instruction) {
    Optional<Split> published = entry.split();
    String id =
        Stream.concat(published.map(Split::name).stream(), Stream.of(entry.group()))
            .reduce((split, group) -> split.toLowerCase() + "/" + group)
            .orElseThrow();
    return new Example(
        id,
        kind,
        task,
        "",
        List.of(media.apply(entry.file())),
        instruction,
        List.of(entry.label()),
        published.isPresent() ? id : entry.group(),
        published.orElseGet(() -> Splits.of(entry.group())));
  }
}
