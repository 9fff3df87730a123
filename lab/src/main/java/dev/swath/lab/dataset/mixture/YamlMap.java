package dev.swath.lab.dataset.mixture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML mapping whose errors name the file and the line. */
final class YamlMap {

  private final Path file;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * @param allowed the keys that may be there
   * @throws IOException if the node is no mapping, or has another key, or one twice
   */
  YamlMap(Path file, Node node, List<String> allowed) throws IOException {
    this.file = file;
    this.node = node;
    if (!(node instanceof MappingNode mapping)) {
      throw error(node, "expected 'key: value' lines with the keys " + String.join(", ", allowed));
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(tuple.getKeyNode());
      if (!allowed.contains(key)) {
        throw error(
            tuple.getKeyNode(),
            "unknown key '" + key + "'; allowed are " + String.join(", ", allowed));
      }
      if (values.put(key, tuple.getValueNode()) != null) {
        throw error(tuple.getKeyNode(), "the key '" + key + "' is there twice");
      }
    }
  }

  List<String> keys() {
    return List.copyOf(values.keySet());
  }

  String text(String key) throws IOException {
    Optional<String> text = optional(key);
    if (text.isEmpty()) {
      throw error(node, "'" + key + "' is missing");
    }
    return text.get();
  }

  Optional<String> optional(String key) throws IOException {
    Node value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(scalar(value));
  }

  /** A whole number of 1 or more. */
  int count(String key, int otherwise) throws IOException {
    Optional<String> text = optional(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[1-9]\\d{0,8}")) {
      throw error(key, "must be a whole number of 1 or more, not '" + text.get() + "'");
    }
    return Integer.parseInt(text.get());
  }

  List<Node> list(String key) throws IOException {
    Node value = values.get(key);
    if (!(value instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      throw error(value == null ? node : value, "'" + key + "' must be a list with '- ' entries");
    }
    return sequence.getValue();
  }

  List<String> texts(String key) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Node entry : list(key)) {
      texts.add(scalar(entry));
    }
    return texts;
  }

  Optional<YamlMap> map(String key, List<String> allowed) throws IOException {
    Node value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(new YamlMap(file, value, allowed));
  }

  /** An error at a key that is there. */
  IOException error(String key, String message) {
    return error(values.get(key), "'" + key + "' " + message);
  }

  private String scalar(Node value) throws IOException {
    if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue().strip();
    }
    throw error(value, "expected a text or number");
  }

  private IOException error(Node at, String message) {
    return new IOException(file + ":" + (at.getStartMark().getLine() + 1) + ": " + message + ".");
  }
}
