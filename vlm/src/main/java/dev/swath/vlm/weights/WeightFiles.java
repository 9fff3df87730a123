package dev.swath.vlm.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.regex.Pattern;

/**
 * The weights of one part of a checkpoint: {@code model.safetensors}, or the shards that {@code
 * model.safetensors.index.json} names.
 */
public final class WeightFiles implements Closeable {

  /** A multiple of every type's width. */
  private static final long LARGEST_PIECE = 4L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SHARD = Pattern.compile("[^./\\\\\\x00][^/\\\\\\x00]*");

  private final Path folder;
  private final List<SafeTensors> files;
  private final Map<String, SafeTensors> byName = new LinkedHashMap<>();
  private final ByteBuffer piece;

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
    long largest = byName.keySet().stream().mapToLong(name -> entry(name).size()).max().orElse(0);
    this.piece = ByteBuffer.allocateDirect((int) Math.min(largest, LARGEST_PIECE));
  }

  /**
   * @param folder a folder with safetensors weights
   * @throws WeightsException if there are none, or the index or a shard that it names is missing or
   *     broken
   */
  public static WeightFiles open(Path folder) throws IOException {
    Path single = folder.resolve("model.safetensors");
    Path index = folder.resolve("model.safetensors.index.json");
    Set<Path> paths = new LinkedHashSet<>();
    if (Files.exists(index)) {
      for (JsonNode shard : weightMap(index)) {
        paths.add(shard(index, shard.asText()));
      }
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

  private static JsonNode weightMap(Path index) throws IOException {
    JsonNode map;
    try {
      map = JSON.readTree(Files.readString(index)).path("weight_map");
    } catch (JsonProcessingException e) {
      throw new WeightsException(index + " is broken: " + e.getOriginalMessage());
    }
    if (!map.isObject() || map.isEmpty()) {
      throw new WeightsException(index + " has no 'weight_map' from weights to shards");
    }
    return map;
  }

  private static Path shard(Path index, String name) {
    if (!SHARD.matcher(name).matches()) {
      throw new WeightsException(index + " names a shard outside the folder: '" + name + "'");
    }
    return index.resolveSibling(name);
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

  /** The file that says which weights there are: the only one, or the folder of the shards. */
  Path source() {
    return files.size() == 1 ? files.get(0).file() : folder;
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

  /**
   * The next bytes of a weight, up to a few megabytes. Reads rather than maps: what is mapped
   * counts as this process's memory until the garbage collector finds it.
   *
   * @param from the first byte, counted from the weight's begin
   * @return a direct buffer, good until the next call
   */
  ByteBuffer piece(String name, long from) throws IOException {
    long left = entry(name).size() - from;
    piece.clear().limit((int) Math.min(left, piece.capacity()));
    file(name).read(name, from, piece);
    return piece.flip();
  }

  /** The values of an F32 or BF16 weight, row-major. */
  public float[] floats(String name) throws IOException {
    return file(name).floats(name);
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
