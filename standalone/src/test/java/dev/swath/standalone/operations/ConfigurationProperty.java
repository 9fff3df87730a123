package dev.swath.standalone.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * A property of Swath's as the metadata has it, which Spring's annotation processor makes of the
 * records of settings.
 *
 * @param type the Java type, with its package
 * @param description what the record's Javadoc says of it; may be empty
 * @param standard the default in the record; null if it has none
 * @param declaredIn the name of the record
 */
record ConfigurationProperty(
    String name, String type, String description, String standard, String declaredIn) {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  /** All of them, sorted by module and name. */
  static List<ConfigurationProperty> all() throws IOException {
    return metadata().stream()
        .filter(property -> property.get("name").asText().startsWith("swath."))
        .map(ConfigurationProperty::of)
        .toList();
  }

  /** The names of all properties, Spring's too. */
  static List<String> names() throws IOException {
    return metadata().stream().map(property -> property.get("name").asText()).toList();
  }

  private static List<JsonNode> metadata() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    ClassLoader classes = ConfigurationProperty.class.getClassLoader();
    for (URL file : Collections.list(classes.getResources(METADATA))) {
      try (InputStream json = file.openStream()) {
        new ObjectMapper().readTree(json).get("properties").forEach(all::add);
      }
    }
    return all;
  }

  private static ConfigurationProperty of(JsonNode property) {
    return new ConfigurationProperty(
        property.get("name").asText(),
        property.get("type").asText(),
        property.path("description").asText(),
        property.has("defaultValue") ? property.get("defaultValue").asText() : null,
        property.get("sourceType").asText());
  }

  /** "swath.kafka" of "swath.kafka.retry.attempts". */
  String prefix() {
    return name.substring(0, name.indexOf('.', "swath.".length()));
  }

  /** What can be given, for people. */
  String kind() {
    if (type.startsWith("dev.swath.")) {
      return values();
    }
    if (type.startsWith("java.util.Map")) {
      return "text by name";
    }
    return type.contains("dev.swath.") ? "list" : type.replaceAll("[\\w.]+\\.", "");
  }

  /** The values of an enumeration. */
  private String values() {
    try {
      return Arrays.stream(Class.forName(type).getEnumConstants())
          .map(value -> value.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }

  /** The description in whole sentences, with what the annotations say to one who breaks them. */
  String meaning() {
    List<String> sentences = new ArrayList<>();
    if (!description.isEmpty()) {
      sentences.add(description.replaceAll("\\{@\\w+ ([^}]*)}", "`$1`"));
    }
    if (!limits().isEmpty()) {
      sentences.add("it " + String.join("; it ", limits()));
    }
    return sentences.stream()
        .map(text -> Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".")
        .collect(Collectors.joining(" "));
  }

  private List<String> limits() {
    String component =
        DataObjectPropertyName.toDashedForm(name.substring(name.lastIndexOf('.') + 1));
    List<String> messages = new ArrayList<>();
    try {
      for (Method accessor : Class.forName(declaredIn).getDeclaredMethods()) {
        if (DataObjectPropertyName.toDashedForm(accessor.getName()).equals(component)) {
          for (Annotation annotation : accessor.getAnnotations()) {
            Method text = annotation.annotationType().getMethod("message");
            messages.add(text.invoke(annotation).toString());
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(name + ": no limits to be read", e);
    }
    // One in braces is Jakarta's own, for what has no message of ours.
    return messages.stream().filter(message -> !message.startsWith("{")).distinct().toList();
  }
}
