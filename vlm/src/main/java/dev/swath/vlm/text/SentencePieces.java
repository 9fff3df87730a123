package dev.swath.vlm.text;

import ai.djl.sentencepiece.SpTokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SentencePiece's {@code tokenizer.model}. */
final class SentencePieces implements Tokenizer.Pieces {

  private static final char SPACE = '\u2581';
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");
  private static final String SENTINEL = "\u0001";

  private final SpTokenizer tokenizer;
  private final int sentinelLength;

  private SentencePieces(SpTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.sentinelLength = tokenizer.getProcessor().encode(SENTINEL).length;
  }

  static SentencePieces open(Path model) throws IOException {
    return new SentencePieces(new SpTokenizer(model));
  }

  @Override
  public int[] encode(String text, boolean first) {
    if (first) {
      return tokenizer.getProcessor().encode(text);
    }
    // SentencePiece puts a space before every text; behind a sentinel that joins nothing it does
    // not.
    int[] ids = tokenizer.getProcessor().encode(SENTINEL + text);
    return Arrays.copyOfRange(ids, sentinelLength, ids.length);
  }

  /** Done here because the library loses characters beyond the basic plane on their way to Java. */
  @Override
  public String decode(int[] ids) {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
    for (int id : ids) {
      String piece = tokenizer.getProcessor().getToken(id);
      Matcher single = BYTE.matcher(piece);
      if (single.matches()) {
        utf8.write(Integer.parseInt(single.group(1), 16));
      } else {
        utf8.writeBytes(piece.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8));
      }
    }
    String text = decodeUtf8(utf8.toByteArray());
    return text.startsWith(" ") ? text.substring(1) : text;
  }

  /** UTF-8 as SentencePiece reads it: each byte that belongs to no character is one U+FFFD. */
  private static String decodeUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    for (CoderResult result = decoder.decode(in, out, true);
        result.isMalformed();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        in.get();
        out.put('\uFFFD');
      }
      decoder.reset();
    }
    return out.flip().toString();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
