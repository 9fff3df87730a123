package dev.swath.vlm.text;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The allowed answers of a request as a trie over tokens: which tokens may come next. */
public final class AnswerTrie {

  private final Map<Integer, AnswerTrie> next = new TreeMap<>();
  private String answer;

  private AnswerTrie() {}

  /**
   * @param answers texts to token ids, without end of sequence; of two with the same ids the first
   *     counts
   * @param end the end-of-sequence id, which closes each answer
   */
  public static AnswerTrie of(Map<String, int[]> answers, int end) {
    AnswerTrie root = new AnswerTrie();
    answers.forEach(
        (text, tokens) -> {
          AnswerTrie node = root;
          for (int token : tokens) {
            node = node.child(token);
          }
          node = node.child(end);
          node.answer = node.answer == null ? text : node.answer;
        });
    return root;
  }

  private AnswerTrie child(int token) {
    return next.computeIfAbsent(token, t -> new AnswerTrie());
  }

  /** The tokens that may come here, in ascending order. */
  public int[] allowed() {
    return next.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Where the trie stands after a token that is allowed here. */
  public AnswerTrie after(int token) {
    AnswerTrie node = next.get(token);
    if (node == null) {
      throw new IllegalArgumentException("token " + token + " is not allowed here");
    }
    return node;
  }

  /** The answer that has been given, behind its end of sequence. */
  public Optional<String> answer() {
    return Optional.ofNullable(answer);
  }

  /** The tokens of the longest way from here, the end of sequence included. */
  public int longest() {
    return next.values().stream().mapToInt(node -> node.longest() + 1).max().orElse(0);
  }
}
