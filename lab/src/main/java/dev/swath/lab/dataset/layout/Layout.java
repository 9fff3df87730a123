package dev.swath.lab.dataset.layout;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published layouts that are read; see the readers for what each looks like. */
public enum Layout {
  RSVQA_LR(RsvqaReader.lowResolution()),
  RSVQA_HR(RsvqaReader.highResolution()),
  RSVQA_HR_PHILADELPHIA(RsvqaReader.philadelphia()),
  CRSVQA(new CrsvqaReader()),
  CAPTIONS(new CaptionReader()),
  LEVIR_CC(new LevirReader(Task.CHANGE_CAPTION)),
  LEVIR_CC_CHANGED(new LevirReader(Task.CHANGED)),
  GEOCHAT(new GeoChatReader()),
  CLASS_FOLDERS(ClassFolderReader.images()),
  VIDEO_FOLDERS(ClassFolderReader.videos()),
  JSON_LINES(new JsonLinesReader());

  private final LayoutReader reader;

  Layout(LayoutReader reader) {
    this.reader = reader;
  }

  /** As users write it: in lower case with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Layout> named(String name) {
    return Arrays.stream(values()).filter(layout -> layout.toString().equals(name)).findFirst();
  }

  /** All names, to be shown. */
  public static String names() {
    return Arrays.stream(values()).map(Layout::toString).collect(Collectors.joining(", "));
  }

  /**
   * Reads a dataset. Records that cannot be used are skipped and kept in {@link Dataset#broken()}.
   *
   * @throws IOException naming the file or folder, if it is not there or not of this layout
   */
  public Dataset read(Source source) throws IOException {
    if (!Files.exists(source.path())) {
      throw new IOException(source.path() + ": there is no such file or folder.");
    }
    DatasetBuilder dataset = new DatasetBuilder(source);
    reader.read(dataset);
    return dataset.build(toString());
  }

  /**
   * Guesses the layout from the names of files.
   *
   * @throws IOException if there is no such path, or none fits
   */
  public static Layout recognise(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(path + ": there is no such file or folder.");
    }
    List<String> names = List.of(path.getFileName() == null ? "" : path.getFileName().toString());
    if (Files.isDirectory(path)) {
      try (Stream<Path> entries = Files.list(path)) {
        names = entries.map(entry -> entry.getFileName().toString()).toList();
      }
    }
    return recognise(path, names);
  }

  private static Layout recognise(Path path, List<String> names) throws IOException {
    if (!Files.isDirectory(path) && any(names, ".*\\.jsonl")) {
      return JSON_LINES;
    }
    if (any(names, "LevirCCcaptions\\.json")) {
      return LEVIR_CC;
    }
    if (any(names, "(LR_split_.*|all_)questions\\.json")) {
      return RSVQA_LR;
    }
    if (any(names, "USGS(_split_(train|val|test)_)?questions\\.json")) {
      return RSVQA_HR;
    }
    if (any(names, "USGS_split_test_phili_questions\\.json")) {
      return RSVQA_HR_PHILADELPHIA;
    }
    if (any(names, "(?i)geochat.*\\.json")) {
      return GEOCHAT;
    }
    if (any(names, "dataset.*\\.json")) {
      return CAPTIONS;
    }
    if (Files.isDirectory(path.resolve("text")) && Files.isDirectory(path.resolve("image"))) {
      return CRSVQA;
    }
    if (Files.isDirectory(path) || any(names, "(?i).*\\.zip")) {
      return DataRoot.open(path).files(List.of(".mp4")).isEmpty() ? CLASS_FOLDERS : VIDEO_FOLDERS;
    }
    throw new IOException(path + ": give its --layout, one of " + names() + ".");
  }

  private static boolean any(List<String> names, String pattern) {
    return names.stream().anyMatch(name -> name.matches(pattern));
  }
}
