package dev.swath.lab.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML mapping whose errors name the file and the line. */
public final class YamlMap {

  private final String file;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * Reads a text.
   *
   * @param file its name, for messages
   * @param allowed the keys that may be there
   * @throws IOException naming file and line, if it is no such mapping
   */
  public static YamlMap parse(String yaml, String file, List<String> allowed) throws IOException {
    try {
      Node node = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
      if (node == null) {
        throw new IOException(
            file + ": is empty; it must have " + String.join(", ", allowed) + ".");
      }
      return new YamlMap(file, node, allowed);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new IOException(file + ":" + line + ": is not YAML: " + e.getProblem() + ".");
    } catch (YAMLException e) {
      throw new IOException(file + ": is not YAML: " + e.getMessage());
    }
  }

  /**
   * @param allowed the keys that may be there
   * @throws IOException if the node is no mapping, or has another key, or one twice
   */
  private YamlMap(String file, Node node, List<String> allowed) throws IOException {
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

  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  public String text(String key) throws IOException {
    Optional<String> text = optional(key);
    if (text.isEmpty()) {
      throw error(node, "'" + key + "' is missing");
    }
    return text.get();
  }

  public Optional<String> optional(String key) throws IOException {
    Node value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(scalar(value));
  }

  /** A whole number of 1 or more. */
  public int count(String key, int otherwise) throws IOException {
    Optional<String> text = optional(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[1-9]\\d{0,8}")) {
      throw error(key, "must be a whole number of 1 or more, not '" + text.get() + "'");
    }
    return Integer.parseInt(text.get());
  }

  private List<Node> list(String key) throws IOException {
    Node value = values.get(key);
    if (!(value instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      throw error(value == null ? node : value, "'" + key + "' must be a list with '- ' entries");
    }
    return sequence.getValue();
  }

  public List<String> texts(String key) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Node entry : list(key)) {
      texts.add(scalar(entry));
    }
    return texts;
  }

  /** The mappings of a list. */
  public List<YamlMap> maps(String key, List<String> allowed) throws IOException {
    List<YamlMap> maps = new ArrayList<>();
    for (Node entry : list(key)) {
      maps.add(new YamlMap(file, entry, allowed));
    }
    return maps;
  }

  /** The numbers of a mapping with free keys, in their order; none if the key is not there. */
  public Map<String, Double> numbers(String key) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (values.get(key) instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String name = scalar(tuple.getKeyNode());
        String text = scalar(tuple.getValueNode());
        try {
          numbers.put(name, Double.parseDouble(text));
        } catch (NumberFormatException e) {
          throw error(tuple.getValueNode(), "'" + name + "' is '" + text + "', which is no number");
        }
      }
    } else if (values.containsKey(key)) {
      throw error(key, "must be a mapping of names to numbers");
    }
    return numbers;
  }

  public Optional<YamlMap> map(String key, List<String> allowed) throws IOException {
    Node value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(new YamlMap(file, value, allowed));
  }

  /** An error at a key that is there. */
  public IOException error(String key, String message) {
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
