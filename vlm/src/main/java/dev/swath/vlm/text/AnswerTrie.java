package dev.swath.vlm.text;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The allowed answers of a request as a trie over tokens: which tokens may come next. */
public final class AnswerTrie {

  private final Map<Integer, AnswerTrie> next = new TreeMap<>();

  private AnswerTrie() {}

  /**
   * @param answers token ids, without end of sequence
   * @param end the end-of-sequence id, which closes each answer
   */
  public static AnswerTrie of(List<int[]> answers, int end) {
    AnswerTrie root = new AnswerTrie();
    for (int[] answer : answers) {
      AnswerTrie node = root;
      for (int token : answer) {
        node = node.next.computeIfAbsent(token, t -> new AnswerTrie());
      }
      node.next.put(end, new AnswerTrie());
    }
    return root;
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
}
