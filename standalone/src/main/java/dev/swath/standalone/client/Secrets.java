package dev.swath.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps credentials off the terminal: those in links (signed links of object stores, {@code
 * user:password@}), in fields and headers named like one, and those that a client was configured
 * with. Known by their names: a secret under a harmless name is not seen.
 */
public final class Secrets {

  public static final String HIDDEN = "***";

  private static final String NAMES =
      "[\\w.-]*(?:password|passwd|pwd|secret|token|authorization|api[-_]?key|accesskey"
          + "|access[-_]key(?:[-_]id)?|credentials?|cookie|signature|sig)";

  private static final Pattern NAME = Pattern.compile(NAMES, Pattern.CASE_INSENSITIVE);

  private static final Pattern LINK_USER = Pattern.compile("(?<=://)[^/?#@\\s\"']+(?=@)");

  private static final Pattern LINK_PARAMETER =
      Pattern.compile("(?<=[?&;])(" + NAMES + ")=[^&\\s\"'#]*", Pattern.CASE_INSENSITIVE);

  private static final Pattern CONFIGURED =
      Pattern.compile(".*(?:password|secret|jaas|token|[.]key)", Pattern.CASE_INSENSITIVE);

  /** Login modules take several values in one, each of which may be the secret. */
  private static final Pattern PIECE = Pattern.compile("[^\\s\"';=]{3,}");

  private Secrets() {}

  /** Whether what has this name is not to be shown. */
  public static boolean isNamed(String name) {
    return NAME.matcher(name).matches();
  }

  /** A text without the secrets in its links. */
  public static String hidden(String text) {
    String users = LINK_USER.matcher(text).replaceAll(HIDDEN);
    return LINK_PARAMETER.matcher(users).replaceAll("$1=" + HIDDEN);
  }

  /** A text without the secrets that a client was configured with. */
  public static String without(String text, Properties configuration) {
    String hidden = hidden(text);
    for (String name : configuration.stringPropertyNames()) {
      String value = configuration.getProperty(name);
      if (!CONFIGURED.matcher(name).lookingAt() || value.isBlank()) {
        continue;
      }
      hidden = hidden.replace(value, HIDDEN);
      Matcher pieces = PIECE.matcher(value);
      while (pieces.find()) {
        hidden = hidden.replace(pieces.group(), HIDDEN);
      }
    }
    return hidden;
  }

  /** JSON without secrets. */
  public static JsonNode hidden(JsonNode json) {
    if (json instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(
              field ->
                  copy.set(
                      field.getKey(),
                      isNamed(field.getKey())
                          ? TextNode.valueOf(HIDDEN)
                          : hidden(field.getValue())));
      return copy;
    }
    if (json instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> copy.add(hidden(element)));
      return copy;
    }
    return json.isTextual() ? TextNode.valueOf(hidden(json.textValue())) : json;
  }
}
