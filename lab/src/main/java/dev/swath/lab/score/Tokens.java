package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a caption as the caption metrics compare them: lower case, no punctuation.
 *
 * <p>The published COCO-caption evaluator runs Stanford's PTB tokenizer and drops its punctuation
 * tokens (quotes, brackets, {@code . , : ; ? !}, {@code -}, {@code --} and {@code ...}). This class
 * does the same with a few rules: letters and digits make words; a hyphen, apostrophe or slash
 * within a word stays ("two-storey", "and/or"), as does a point or comma within a number ("3.5");
 * English contractions are cut as in the Penn treebank ("isn't": "is", "n't"; "city's": "city",
 * "'s"); any other symbol is a word of its own ("30%": "30", "%"). Text that is words and blanks
 * only, which captions almost always are, gives the same tokens in all three: here, there and in
 * nlg-eval, which only splits at blanks. It can differ from the PTB tokenizer for abbreviations
 * ("U.S." is two words here), for addresses of the web, emoticons and fractions, and for "cannot"
 * and "gonna", which stay whole here.
 */
final class Tokens {

  private static final Pattern CONTRACTION =
      Pattern.compile("(?<=\\p{L})(n't|'(?:s|re|ve|ll|d|m))(?![\\p{L}\\p{N}'])");
  private static final Pattern WORD =
      Pattern.compile(
          "(?<!\\S)(?:n't|'(?:s|re|ve|ll|d|m))(?!\\S)"
              + "|\\p{N}+(?:[.,:]\\p{N}+)+"
              + "|[\\p{L}\\p{N}\\p{M}]+(?:[-'/_][\\p{L}\\p{N}\\p{M}]+)*"
              + "|\\S");
  private static final Set<String> PUNCTUATION =
      Set.of(
          ".", "?", "!", ",", ":", ";", "-", "'", "\"", "`", "(", ")", "[", "]", "{", "}", "…", "–",
          "—", "“", "”", "‘");

  private Tokens() {}

  static List<String> of(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replace('’', '\'');
    // A contraction ends its word, so what follows it (a comma, say) is set apart too.
    String apart = CONTRACTION.matcher(plain).replaceAll(" $1 ");
    List<String> tokens = new ArrayList<>();
    Matcher matcher = WORD.matcher(apart);
    while (matcher.find()) {
      if (!PUNCTUATION.contains(matcher.group())) {
        tokens.add(matcher.group());
      }
    }
    return List.copyOf(tokens);
  }
}
