package dev.swath.lab.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * GPT-2's byte-level text: the cut into pieces that no token crosses, and the printable character
 * that stands for each byte in a tokenizer's files. Both are those of Radford et al. 2019,
 * "Language Models are Unsupervised Multitask Learners", as in Hugging Face's {@code ByteLevel}.
 */
final class ByteAlphabet {

  static final int BYTES = 256;

  private static final Pattern PIECE =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static final String[] SYMBOLS = symbols();

  private ByteAlphabet() {}

  /** The pieces of a text, in order; together they are the whole text. */
  static List<String> pieces(String text) {
    return PIECE.matcher(text).results().map(MatchResult::group).toList();
  }

  /** The UTF-8 bytes of a piece, each 0..255. */
  static int[] bytes(String piece) {
    byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
    int[] bytes = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      bytes[i] = utf8[i] & 0xff;
    }
    return bytes;
  }

  /** The character, as a string, that stands for a byte 0..255. */
  static String symbol(int value) {
    return SYMBOLS[value];
  }

  // Printable Latin-1 characters stand for themselves; the others follow from U+0100 on.
  private static String[] symbols() {
    String[] symbols = new String[BYTES];
    char next = 0x100;
    for (int value = 0; value < BYTES; value++) {
      boolean printable =
          value >= '!' && value <= '~' || value >= 0xa1 && value <= 0xff && value != 0xad;
      symbols[value] = String.valueOf(printable ? (char) value : next++);
    }
    return symbols;
  }
}
