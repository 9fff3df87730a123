package dev.swath.lab.dataset.mixture;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import dev.swath.lab.yaml.YamlMap;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A YAML file that names the datasets to tune on:
 *
 * <pre>
 * datasets:
 *   - name: levir-cc
 *     layout: levir-cc          # left out: guessed from the files
 *     folder: LEVIR-CC          # relative to this file, or to --data
 *     images: images.zip        # left out: beside or in the folder
 *     weight: 5                 # passes an epoch; 1 if left out
 *     split: train              # train, validation, test or all; train if left out
 *     most: 1000                # examples at the most; all if left out
 *     templates:                # instructions by task, one is drawn an example
 *       change-caption:
 *         - What has changed here?
 * </pre>
 *
 * UniRS weights questions 1, change captions 5 and videos 10.
 */
public record MixtureFile(Path file, List<MixtureEntry> entries) {

  private static final List<String> KEYS =
      List.of("name", "layout", "folder", "images", "weight", "split", "most", "templates");

  public MixtureFile {
    entries = List.copyOf(entries);
  }

  /**
   * Reads the file; the datasets are read by {@link #read}.
   *
   * @param data what folders are relative to; null for the file's own folder
   * @throws IOException naming the file and the line, if something in it is not as above
   */
  public static MixtureFile of(Path file, Path data) throws IOException {
    Path base = data == null ? file.toAbsolutePath().getParent() : data;
    YamlMap root = YamlMap.parse(text(file), file.toString(), List.of("datasets"));
    List<MixtureEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlMap map : root.maps("datasets", KEYS)) {
      MixtureEntry entry = entry(map, base);
      if (!names.add(entry.source().name())) {
        throw map.error("name", "is the name of another dataset, too");
      }
      entries.add(entry);
    }
    return new MixtureFile(file, entries);
  }

  /**
   * A mixture file, told by its ending, or else one dataset by itself: its training split, once an
   * epoch.
   *
   * @param data what a mixture's folders are relative to, or where a dataset's images and videos
   *     lie; null for the file's own folder
   * @throws IOException if there is no such path, its layout is not known, or as {@link #of} does
   */
  public static MixtureFile open(Path path, Path data) throws IOException {
    if (path.toString().matches("(?i).*\\.ya?ml")) {
      return of(path, data);
    }
    Layout layout = Layout.recognise(path);
    MixtureEntry all =
        new MixtureEntry(
            Source.of(path).withMedia(data),
            layout,
            1,
            Optional.of(Split.TRAIN),
            Integer.MAX_VALUE,
            Map.of());
    return new MixtureFile(path, List.of(all));
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file.");
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": is not text in UTF-8.");
    }
  }

  private static MixtureEntry entry(YamlMap map, Path base) throws IOException {
    String name = map.text("name");
    Path folder = base.resolve(map.text("folder"));
    if (!Files.exists(folder)) {
      throw map.error("folder", "names " + folder + ", which is not there");
    }
    Optional<Path> images = map.optional("images").map(base::resolve);
    if (images.isPresent() && !Files.exists(images.get())) {
      throw map.error("images", "names " + images.get() + ", which is not there");
    }
    return new MixtureEntry(
        new Source(name, folder, images.orElse(null), () -> {}),
        layout(map, folder),
        map.count("weight", 1),
        split(map),
        map.count("most", Integer.MAX_VALUE),
        templates(map));
  }

  private static Layout layout(YamlMap map, Path folder) throws IOException {
    Optional<String> name = map.optional("layout");
    if (name.isEmpty()) {
      return Layout.recognise(folder);
    }
    Optional<Layout> layout = Layout.named(name.get());
    if (layout.isEmpty()) {
      throw map.error("layout", "is '" + name.get() + "'; allowed are " + Layout.names());
    }
    return layout.get();
  }

  private static Optional<Split> split(YamlMap map) throws IOException {
    String name = map.optional("split").orElse("train");
    return switch (name) {
      case "train" -> Optional.of(Split.TRAIN);
      case "validation" -> Optional.of(Split.VALIDATION);
      case "test" -> Optional.of(Split.TEST);
      case "all" -> Optional.empty();
      default ->
          throw map.error("split", "is '" + name + "'; allowed are train, validation, test, all");
    };
  }

  private static Map<Task, List<String>> templates(YamlMap map) throws IOException {
    Map<Task, List<String>> templates = new EnumMap<>(Task.class);
    List<String> names = Arrays.stream(Task.values()).map(MixtureFile::name).toList();
    Optional<YamlMap> given = map.map("templates", names);
    if (given.isPresent()) {
      for (String key : given.get().keys()) {
        templates.put(Task.values()[names.indexOf(key)], given.get().texts(key));
      }
    }
    return templates;
  }

  private static String name(Task task) {
    return task.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads the datasets, in the order of the file.
   *
   * @param progress called once a record
   */
  public List<Dataset> read(Runnable progress) throws IOException {
    List<Dataset> datasets = new ArrayList<>();
    for (MixtureEntry entry : entries) {
      datasets.add(entry.layout().read(entry.source().withProgress(progress)));
    }
    return datasets;
  }
}
