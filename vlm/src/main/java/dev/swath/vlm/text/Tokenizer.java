package dev.swath.vlm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Text to token ids and back. Special tokens are placed by this class alone, and only where the
 * template's own text has them; the libraries below never see them, so no text of a user can become
 * one. Thread-safe.
 */
public final class Tokenizer implements AutoCloseable {

  /** The id that stands for an image in a tokenized prompt, as in LLaVA. */
  public static final int IMAGE = -200;

  /** Plain text to ids, knowing no special token. */
  interface Pieces extends AutoCloseable {

    /**
     * @param first whether the text begins a chunk, where SentencePiece puts a space
     */
    int[] encode(String text, boolean first);

    String decode(int[] ids);

    @Override
    void close();
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Pieces pieces;
  private final Map<String, Integer> special;
  private final int bos;
  private final boolean addBos;

  private Tokenizer(Pieces pieces, Map<String, Integer> special, int bos, boolean addBos) {
    this.pieces = pieces;
    this.special = special;
    this.bos = bos;
    this.addBos = addBos;
  }

  /**
   * Reads {@code tokenizer.json} or {@code tokenizer.model} of a language model's folder.
   *
   * @param bos the beginning-of-sequence id of the model's configuration
   * @throws WeightsException if there is neither, or it cannot be read
   */
  public static Tokenizer open(Path folder, int bos) {
    try {
      JsonNode config =
          Files.exists(folder.resolve("tokenizer_config.json"))
              ? JSON.readTree(Files.readString(folder.resolve("tokenizer_config.json")))
              : JSON.createObjectNode();
      Map<String, Integer> special = new LinkedHashMap<>();
      config
          .path("added_tokens_decoder")
          .properties()
          .forEach(
              token -> {
                if (token.getValue().path("special").asBoolean(true)) {
                  special.put(
                      token.getValue().path("content").asText(), Integer.parseInt(token.getKey()));
                }
              });
      boolean addBos = config.path("add_bos_token").asBoolean(true);
      Path json = folder.resolve("tokenizer.json");
      Path model = folder.resolve("tokenizer.model");
      if (Files.exists(json)) {
        return new Tokenizer(
            HuggingFacePieces.open(JSON.readTree(Files.readString(json)), special),
            special,
            bos,
            addBos);
      }
      if (Files.exists(model)) {
        return new Tokenizer(SentencePieces.open(model), special, bos, addBos);
      }
    } catch (IOException | RuntimeException e) {
      throw new WeightsException("cannot read the tokenizer in " + folder + ": " + e.getMessage());
    }
    throw new WeightsException(
        folder + " has no tokenizer; expected tokenizer.json or tokenizer.model");
  }

  /** Plain text to ids: no special token, no beginning of sequence. */
  public int[] encode(String text) {
    return text.isEmpty() ? new int[0] : pieces.encode(text, true);
  }

  /**
   * A prompt to ids, images as {@link #IMAGE}; each text between images is tokenized on its own.
   */
  public int[] encode(Prompt prompt) {
    List<Integer> ids = new ArrayList<>();
    if (addBos) {
      ids.add(bos);
    }
    Chunk chunk = new Chunk();
    for (Prompt.Part part : prompt.parts()) {
      if (part instanceof Prompt.Template template) {
        chunk.template(template.text());
      } else if (part instanceof Prompt.Text text) {
        chunk.text.append(text.text());
      } else {
        chunk.flush(ids);
        ids.add(IMAGE);
      }
    }
    chunk.flush(ids);
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The ids with which an answer continues a prompt: the space before it included. */
  public int[] encodeAnswer(String answer) {
    int[] stem = encode(":");
    int[] whole = encode(": " + answer);
    return Arrays.copyOfRange(whole, stem.length, whole.length);
  }

  /** Ids to text; special tokens are left out. */
  public String decode(int[] ids) {
    return pieces.decode(IntStream.of(ids).filter(id -> !special.containsValue(id)).toArray());
  }

  @Override
  public void close() {
    pieces.close();
  }

  /** The text between two images, cut where the template has special tokens. */
  private final class Chunk {

    private final StringBuilder text = new StringBuilder();
    private final List<Integer> done = new ArrayList<>();
    private boolean first = true;

    void template(String added) {
      int from = 0;
      for (int at = 0; at < added.length(); at++) {
        String token = specialAt(added, at);
        if (token != null) {
          text.append(added, from, at);
          cut();
          done.add(special.get(token));
          at += token.length() - 1;
          from = at + 1;
        }
      }
      text.append(added, from, added.length());
    }

    private String specialAt(String added, int at) {
      for (String token : special.keySet()) {
        if (added.startsWith(token, at)) {
          return token;
        }
      }
      return null;
    }

    private void cut() {
      if (!text.isEmpty()) {
        for (int id : pieces.encode(text.toString(), first)) {
          done.add(id);
        }
        text.setLength(0);
      }
      first = false;
    }

    void flush(List<Integer> ids) {
      cut();
      ids.addAll(done);
      // A template that begins with the token itself needs no second one.
      if (addBos && ids.size() > 1 && ids.get(0) == bos && ids.get(1) == bos) {
        ids.remove(0);
      }
      done.clear();
      first = true;
    }
  }
}
