package dev.swath.standalone.operations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query asks for: the series that it selects and the labels that it groups by. Reads only as
 * much of PromQL as that takes; whether the query is well-formed says promtool.
 */
record PromQl(List<Selector> selectors, Set<String> labels) {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|#[^\n]*|(?<string>\"[^\"]*\"|'[^']*')|(?<range>\\[[^]]*])|(?<number>[0-9][\\w.]*)"
              + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<open>\\{[^}]*})|(?<other>.)",
          Pattern.DOTALL);
  private static final Pattern MATCHER =
      Pattern.compile("\\s*(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*(?:,|$)");
  private static final Set<String> GROUPING =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> AFTER_A_FUNCTION = Set.of("(", "by", "without");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

  /** A condition on a label; a variable of a dashboard may be anything. */
  record Condition(String label, String operator, String value) {

    private boolean holds(Map<String, String> labels) {
      String actual = labels.getOrDefault(label, "");
      if (value.startsWith("$")) {
        return labels.containsKey(label);
      }
      return switch (operator) {
        case "=" -> actual.equals(value);
        case "!=" -> !actual.equals(value);
        case "=~" -> actual.matches(value);
        default -> !actual.matches(value);
      };
    }
  }

  /** A metric and the conditions on its labels. */
  record Selector(String metric, List<Condition> conditions) {

    boolean matches(Map<String, String> labels) {
      return conditions.stream().allMatch(condition -> condition.holds(labels));
    }
  }

  static PromQl parse(String query) {
    List<String> tokens = tokens(query);
    List<Selector> selectors = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      if (GROUPING.contains(token)) {
        while (next.equals("(") && !tokens.get(i + 1).equals(")")) {
          i++;
          if (isName(tokens.get(i))) {
            labels.add(tokens.get(i));
          }
        }
      } else if (isName(token) && !KEYWORDS.contains(token) && !AFTER_A_FUNCTION.contains(next)) {
        selectors.add(new Selector(token, next.startsWith("{") ? conditions(next) : List.of()));
      }
    }
    return new PromQl(selectors, labels);
  }

  private static List<String> tokens(String query) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(query);
    while (matcher.find()) {
      for (String kind : List.of("name", "open", "other")) {
        if (matcher.group(kind) != null) {
          tokens.add(matcher.group());
        }
      }
    }
    return tokens;
  }

  private static boolean isName(String token) {
    return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
  }

  private static List<Condition> conditions(String braces) {
    List<Condition> conditions = new ArrayList<>();
    String inside = braces.substring(1, braces.length() - 1).strip();
    Matcher matcher = MATCHER.matcher(inside);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      conditions.add(new Condition(matcher.group(1), matcher.group(2), matcher.group(3)));
      end = matcher.end();
    }
    if (end != inside.length()) {
      throw new IllegalArgumentException("cannot read " + braces);
    }
    return conditions;
  }
}
