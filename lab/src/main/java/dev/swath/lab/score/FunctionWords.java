package dev.swath.lab.score;

import java.util.Set;

/**
 * English words that join a sentence and name nothing; METEOR gives them less weight. METEOR's own
 * list holds every word above one in a thousand of a large corpus. This one is written by hand:
 * words of the closed classes (articles, pronouns, demonstratives, auxiliary verbs, conjunctions,
 * the prepositions of grammar) that are about as frequent as that. Rarer ones ("your", "near",
 * "between", "above") and numbers from two on carry content, in captions of aerial images above
 * all, and are left out. The one published figure at hand agrees on "one" (in) and "your" (out),
 * and says nothing of most others.
 */
final class FunctionWords {

  private static final Set<String> WORDS =
      Set.of(
          """
          a an the this that these those there one
          i you he she it we they him her them his its our their who which what
          be is are was were been have has had do can could may will would
          and or but if as than then so not no n't 's also when
          of in on at to for from by with into about
          """
              .strip()
              .split("\\s+"));

  private FunctionWords() {}

  static boolean contains(String word) {
    return WORDS.contains(word);
  }
}
