package dev.swath.vlm.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.weights.SafeTensors.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of one part of a checkpoint: {@code model.safetensors}, or the shards that {@code
 * model.safetensors.index.json} names.
 */
public final class WeightFiles implements Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final List<SafeTensors> files;
  private final Map<String, SafeTensors> byName = new LinkedHashMap<>();

  private WeightFiles(Path folder, List<SafeTensors> files) {
    this.folder = folder;
    this.files = files;
    for (SafeTensors file : files) {
      for (String name : file.entries().keySet()) {
        SafeTensors other = byName.put(name, file);
        if (other != null) {
          throw new WeightsException(
              "weight '%s' is in two files: %s and %s".formatted(name, other.file(), file.file()));
        }
      }
    }
  }

  /**
   * @param folder a folder with safetensors weights
   * @throws WeightsException if there are none, or a shard that the index names is missing
   */
  public static WeightFiles open(Path folder) throws IOException {
    Path single = folder.resolve("model.safetensors");
    Path index = folder.resolve("model.safetensors.index.json");
    Set<Path> paths = new LinkedHashSet<>();
    if (Files.exists(index)) {
      JSON.readTree(Files.readString(index))
          .path("weight_map")
          .forEach(shard -> paths.add(shard(folder, shard.asText())));
    } else {
      paths.add(single);
    }
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new WeightsException(
            path
                + " does not exist; Swath reads safetensors weights (model.safetensors, or shards"
                + " with model.safetensors.index.json)");
      }
    }
    return openAll(folder, paths);
  }

  /** Opens one named file, such as an adapter's {@code adapter_model.safetensors}. */
  public static WeightFiles openFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new WeightsException(file + " does not exist");
    }
    return openAll(file.toAbsolutePath().getParent(), Set.of(file));
  }

  private static Path shard(Path folder, String name) {
    if (!Path.of(name).getFileName().toString().equals(name)) {
      throw new WeightsException(folder + ": the index names a shard outside the folder: " + name);
    }
    return folder.resolve(name);
  }

  private static WeightFiles openAll(Path folder, Set<Path> paths) throws IOException {
    List<SafeTensors> files = new ArrayList<>();
    try {
      for (Path path : paths) {
        files.add(SafeTensors.open(path));
      }
      return new WeightFiles(folder, files);
    } catch (IOException | RuntimeException e) {
      for (SafeTensors file : files) {
        file.close();
      }
      throw e;
    }
  }

  public Path folder() {
    return folder;
  }

  public Set<String> names() {
    return byName.keySet();
  }

  public Entry entry(String name) {
    return file(name).entries().get(name);
  }

  public Path fileOf(String name) {
    return file(name).file();
  }

  public ByteBuffer bytes(String name) throws IOException {
    return file(name).bytes(name);
  }

  private SafeTensors file(String name) {
    SafeTensors file = byName.get(name);
    if (file == null) {
      throw new WeightsException("no weight '" + name + "' in " + folder);
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    for (SafeTensors file : files) {
      file.close();
    }
  }
}
