package dev.swath.lab.tokenizer;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A byte-level BPE tokenizer.
 *
 * @param tokens the vocabulary: a token's place is its id; bytes in GPT-2's alphabet
 * @param merges the pairs that become one token, the first ones first
 */
public record TrainedTokenizer(List<String> tokens, List<Merge> merges) {

  /** Two tokens that become one. */
  public record Merge(String left, String right) {}

  /** The names of its files, in Hugging Face's layout. */
  public static final List<String> FILES = List.of("tokenizer.json", "tokenizer_config.json");

  /** The context of LLaMA's configuration where it says nothing; the model's own one decides. */
  private static final int MODEL_MAX_LENGTH = 2048;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String UNK = BpeTrainer.SPECIAL.get(0);
  private static final String BOS = BpeTrainer.SPECIAL.get(1);
  private static final String EOS = BpeTrainer.SPECIAL.get(2);

  public TrainedTokenizer {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** The number of tokens, special ones included. */
  public int size() {
    return tokens.size();
  }

  /**
   * Writes {@code tokenizer.json} and {@code tokenizer_config.json} in Hugging Face's format.
   *
   * @param folder made if it is not there; files of these names in it are replaced
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve(FILES.get(0)), tokenizer());
    write(folder.resolve(FILES.get(1)), config());
  }

  /** Tells the vocabulary in a folder from others. */
  public static String fingerprint(Path folder) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(Files.readAllBytes(folder.resolve(FILES.get(0))));
    return "%08x".formatted(crc.getValue());
  }

  private static void write(Path file, JsonNode json) throws IOException {
    // Always the same line ends, so that the file is the same on every system.
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(lines);
    printer.indentArraysWith(lines);
    Files.writeString(file, JSON.writer(printer).writeValueAsString(json) + "\n");
  }

  private ObjectNode tokenizer() {
    ObjectNode json = JSON.createObjectNode().put("version", "1.0");
    json.putNull("truncation").putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    for (int id = 0; id < BpeTrainer.SPECIAL.size(); id++) {
      added.addObject().put("id", id).setAll(special(id));
    }
    json.putNull("normalizer");
    json.set("pre_tokenizer", byteLevel());
    json.set("post_processor", bosFirst());
    json.set("decoder", byteLevel());
    json.set("model", model());
    return json;
  }

  private ObjectNode model() {
    ObjectNode model = JSON.createObjectNode().put("type", "BPE").putNull("dropout");
    model.put("unk_token", UNK);
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    // "left right" rather than a list of two, which older versions of the library cannot read.
    ArrayNode pairs = model.putArray("merges");
    merges.forEach(merge -> pairs.add(merge.left() + " " + merge.right()));
    return model;
  }

  private static ObjectNode byteLevel() {
    return JSON.createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  /** Hugging Face's library heeds this, not {@code add_bos_token}, for this class of tokenizer. */
  private static ObjectNode bosFirst() {
    ObjectNode template = JSON.createObjectNode().put("type", "TemplateProcessing");
    sequence(template.putArray("single"), "A", 0);
    sequence(sequence(template.putArray("pair"), "A", 0), "B", 1);
    ObjectNode bos = template.putObject("special_tokens").putObject(BOS).put("id", BOS);
    bos.putArray("ids").add(BpeTrainer.SPECIAL.indexOf(BOS));
    bos.putArray("tokens").add(BOS);
    return template;
  }

  private static ArrayNode sequence(ArrayNode parts, String name, int type) {
    parts.addObject().putObject("SpecialToken").put("id", BOS).put("type_id", type);
    parts.addObject().putObject("Sequence").put("id", name).put("type_id", type);
    return parts;
  }

  private static ObjectNode config() {
    ObjectNode config = JSON.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("add_bos_token", true).put("add_eos_token", false);
    config.put("bos_token", BOS).put("eos_token", EOS).put("unk_token", UNK);
    config.put("clean_up_tokenization_spaces", false).put("model_max_length", MODEL_MAX_LENGTH);
    ObjectNode added = config.putObject("added_tokens_decoder");
    for (int id = 0; id < BpeTrainer.SPECIAL.size(); id++) {
      added.set(String.valueOf(id), special(id));
    }
    return config;
  }

  private static ObjectNode special(int id) {
    return JSON.createObjectNode()
        .put("content", BpeTrainer.SPECIAL.get(id))
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }
}
