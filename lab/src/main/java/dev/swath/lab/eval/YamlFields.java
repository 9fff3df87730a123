package dev.swath.lab.eval;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A mapping of a YAML file whose fields know their lines, for errors that name them. */
final class YamlFields {

  private final String file;
  private final int line;
  private final Map<String, Field> fields;

  private YamlFields(String file, int line, Map<String, Field> fields) {
    this.file = file;
    this.line = line;
    this.fields = fields;
  }

  /** One field. */
  record Field(String file, String key, Node node) {

    IOException wrong(String message, Object... args) {
      return new IOException(at(file, line(node)) + message.formatted(args));
    }

    /** The text of a scalar; what is none gives its YAML type, which no check accepts. */
    String text() {
      return node instanceof ScalarNode scalar ? scalar.getValue() : node.getTag().toString();
    }

    double number() throws IOException {
      try {
        return Double.parseDouble(text());
      } catch (NumberFormatException e) {
        throw wrong("'%s' is '%s', which is no number", key, text());
      }
    }

    /** The mappings of a list. */
    List<YamlFields> list(Set<String> known) throws IOException {
      if (!(node instanceof SequenceNode sequence)) {
        throw wrong("'%s' is no list", key);
      }
      List<YamlFields> list = new ArrayList<>();
      for (Node one : sequence.getValue()) {
        list.add(of(file, one, known));
      }
      return list;
    }

    /** The fields of a mapping with free keys. */
    List<Field> entries() throws IOException {
      return List.copyOf(of(file, node, Set.of()).fields.values());
    }
  }

  /**
   * @param known the keys that there may be
   * @throws IOException with file and line
   */
  static YamlFields parse(String yaml, String file, Set<String> known) throws IOException {
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
      if (root == null) {
        throw new IOException(file + ": it is empty");
      }
      return of(file, root, known);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new IOException(at(file, line) + "no YAML: " + e.getProblem());
    }
  }

  /**
   * @param known the keys that there may be; empty for any
   */
  private static YamlFields of(String file, Node node, Set<String> known) throws IOException {
    if (!(node instanceof MappingNode mapping)) {
      throw new IOException(
          at(file, line(node))
              + "a mapping with the keys "
              + new TreeSet<>(known)
              + " belongs here");
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = new Field(file, "", tuple.getKeyNode()).text();
      if (!known.isEmpty() && !known.contains(key)) {
        throw new IOException(
            "%sunknown key '%s'; there are %s"
                .formatted(at(file, line(tuple.getKeyNode())), key, new TreeSet<>(known)));
      }
      fields.put(key, new Field(file, key, tuple.getValueNode()));
    }
    return new YamlFields(file, line(node), fields);
  }

  Optional<Field> get(String key) {
    return Optional.ofNullable(fields.get(key));
  }

  Field require(String key) throws IOException {
    return get(key).orElseThrow(() -> new IOException(at(file, line) + "'" + key + "' is missing"));
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String at(String file, int line) {
    return file + ":" + line + ": ";
  }
}
