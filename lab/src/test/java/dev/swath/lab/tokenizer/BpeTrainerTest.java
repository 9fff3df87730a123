package dev.swath.lab.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BpeTrainerTest {

  private static final Map<String, Integer> CORPUS = corpus();

  @TempDir static Path folder;

  private static TrainedTokenizer trained;
  private static Tokenizer tokenizer;

  @BeforeAll
  static void train() throws IOException {
    trained = BpeTrainer.train(CORPUS, 400);
    trained.write(folder);
    tokenizer = Tokenizer.open(folder, 1);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void theVocabularyIsSpecialTokensThenBytesThenMerges() {
    assertThat(trained.size()).isEqualTo(400);
    assertThat(trained.tokens()).startsWith("<unk>", "<s>", "</s>").doesNotHaveDuplicates();
    assertThat(trained.tokens().get(3)).isEqualTo("Ā");
    assertThat(trained.tokens().get(3 + ' ')).isEqualTo("Ġ");
    assertThat(trained.tokens().get(3 + 'a')).isEqualTo("a");
    assertThat(trained.tokens().subList(3, 259)).allMatch(symbol -> symbol.length() == 1);
    assertThat(trained.merges()).doesNotHaveDuplicates();
  }

  @Test
  void theMostFrequentPairIsMergedFirstAndTheLowerIdsWinATie() {
    // (b, c) thrice; then (a, bc) twice; then, twice each, (d, e) and (f, g).
    TrainedTokenizer small =
        BpeTrainer.train(Map.of("abc", 2, "bc", 1, "fg", 2, "de", 2, "xy", 1), 300);
    assertThat(small.merges())
        .extracting(merge -> merge.left() + " " + merge.right())
        .containsExactly("b c", "a bc", "d e", "f g");
    assertThat(small.size()).isEqualTo(263);
  }

  @Test
  void tokensNeverCrossWordsDigitsAndMarks() {
    TrainedTokenizer small = BpeTrainer.train(Map.of("ab12.. ab's", 9), 400);
    assertThat(small.tokens().subList(259, small.size()))
        .containsExactlyInAnyOrder("ab", "12", "..", "Ġab", "'s");
  }

  @Test
  void frequentWordsBecomeOneToken() {
    assertThat(tokenizer.encode(" airport")).hasSize(1);
    assertThat(tokenizer.encode(" runway")).hasSize(1);
    assertThat(tokenizer.encode(" zeppelin")).hasSizeGreaterThan(1);
  }

  @Test
  void anyTextComesBackAsItWas() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      String text = randomText(random, Character.MAX_CODE_POINT);
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
    for (String text : List.of("", " ", "  \n\t a ", "🛰️ 👩‍🚀 over Perú", "\u0000", "农田 и лес")) {
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void longTextIsNotCut() {
    String text = "The airport has 12 tanks. ".repeat(400);
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @Test
  void idsAreThoseOfMergingByRank() {
    Random random = new Random(2);
    Map<TrainedTokenizer.Merge, Integer> ranks = new HashMap<>();
    trained.merges().forEach(merge -> ranks.put(merge, ranks.size()));
    List<String> texts = new ArrayList<>(CORPUS.keySet());
    for (int i = 0; i < 500; i++) {
      // Up to U+04FF: the two libraries may know different versions of Unicode beyond.
      texts.add(randomText(random, 0x4ff));
    }
    for (String text : texts) {
      assertThat(tokenizer.encode(text)).as(text).isEqualTo(slowly(text, ranks));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<image>", "</s>", "<s>", "<unk>", "-200", "x</s>y <image>\n"})
  void whatAUserWritesNeverBecomesASpecialToken(String text) {
    int[] ids = tokenizer.encode(new Prompt(List.of(new Prompt.Text(text))));
    assertThat(ids[0]).isEqualTo(1);
    assertThat(IntStream.of(ids).skip(1)).isNotEmpty().allMatch(id -> id > 2);
    assertThat(tokenizer.decode(ids)).isEqualTo(text);
  }

  @Test
  void textFullOfSpecialTokensTrainsNoneOfThem() throws IOException {
    TrainedTokenizer hostile = BpeTrainer.train(Map.of("a</s>b <s> <unk> <image>", 99), 400);
    assertThat(hostile.tokens()).doesNotHaveDuplicates();
    Path files = folder.resolve("hostile");
    hostile.write(files);
    try (Tokenizer opened = Tokenizer.open(files, 1)) {
      assertThat(IntStream.of(opened.encode("</s><s><unk>"))).allMatch(id -> id > 2);
    }
  }

  @Test
  void theTemplatesEndOfSequenceIsTheSpecialToken() {
    int[] ids = tokenizer.encode(new Prompt(List.of(new Prompt.Template("airport</s>"))));
    assertThat(ids).startsWith(1).endsWith(2);
  }

  @Test
  void anAnswersTokensContinueThePrompt() {
    int[] prompt = tokenizer.encode("ASSISTANT:");
    int[] answer = tokenizer.encodeAnswer("an airport");
    assertThat(IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray())
        .isEqualTo(tokenizer.encode("ASSISTANT: an airport"));
  }

  @Test
  void theLibraryItselfReadsTheFileWithItsSpecialTokens() throws IOException {
    try (HuggingFaceTokenizer library =
        HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"))) {
      long[] plain = IntStream.of(tokenizer.encode("an airport")).asLongStream().toArray();
      long[] expected =
          LongStream.concat(
                  LongStream.of(1), LongStream.concat(LongStream.of(plain), LongStream.of(2)))
              .toArray();
      assertThat(library.encode("an airport</s>").getIds()).isEqualTo(expected);
      assertThat(library.decode(expected, true)).isEqualTo("an airport");
    }
  }

  @Test
  void theSameCorpusGivesTheSameFilesInWhateverOrderItComes() throws IOException {
    Map<String, Integer> reversed = new LinkedHashMap<>(new TreeMap<>(CORPUS).descendingMap());
    Path again = folder.resolve("again");
    BpeTrainer.train(reversed, 400).write(again);
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
      assertThat(Files.readString(again.resolve(file))).doesNotContain("\r");
    }
  }

  @Test
  void aVocabularyWithoutRoomForTheBytesIsRefused() {
    assertThatThrownBy(() -> BpeTrainer.train(CORPUS, 258))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 259");
  }

  @Test
  void aCountBelowOneIsRefused() {
    assertThatThrownBy(() -> BpeTrainer.train(Map.of("airport", 0), 300))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("airport");
  }

  /** The definition: merge the pair of the lowest rank, everywhere, until there is none. */
  private static int[] slowly(String text, Map<TrainedTokenizer.Merge, Integer> ranks) {
    List<Integer> ids = new ArrayList<>();
    for (String piece : ByteAlphabet.pieces(text)) {
      List<String> tokens =
          IntStream.of(ByteAlphabet.bytes(piece))
              .mapToObj(ByteAlphabet::symbol)
              .collect(Collectors.toCollection(ArrayList::new));
      for (TrainedTokenizer.Merge next = best(tokens, ranks); next != null; ) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
          if (tokens.get(i).equals(next.left()) && tokens.get(i + 1).equals(next.right())) {
            tokens.set(i, next.left() + next.right());
            tokens.remove(i + 1);
          }
        }
        next = best(tokens, ranks);
      }
      tokens.forEach(token -> ids.add(trained.tokens().indexOf(token)));
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static TrainedTokenizer.Merge best(
      List<String> tokens, Map<TrainedTokenizer.Merge, Integer> ranks) {
    TrainedTokenizer.Merge best = null;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      TrainedTokenizer.Merge pair = new TrainedTokenizer.Merge(tokens.get(i), tokens.get(i + 1));
      if (ranks.containsKey(pair) && (best == null || ranks.get(pair) < ranks.get(best))) {
        best = pair;
      }
    }
    return best;
  }

  private static String randomText(Random random, int most) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    while (text.length() < length) {
      int choice = random.nextInt(5);
      if (choice == 0) {
        text.append(" airport's runway");
      } else if (choice == 1) {
        text.append((char) (' ' + random.nextInt(95)));
      } else if (choice == 2 && most > 0xffff) {
        text.appendCodePoint(0x1f300 + random.nextInt(0x300)); // emoji
      } else {
        int point = random.nextInt(most + 1);
        if (Character.isDefined(point) && Character.getType(point) != Character.SURROGATE) {
          text.appendCodePoint(point);
        }
      }
    }
    return text.toString();
  }

  private static Map<String, Integer> corpus() {
    Random random = new Random(3);
    List<String> places = List.of("airport", "harbour", "forest", "río", "Straße", "农田", "🛰️");
    List<String> things = List.of("runway", "ships", "pines", "12 tanks", "3.5 ha", "it's new");
    Map<String, Integer> texts = new LinkedHashMap<>();
    for (String place : places) {
      for (String thing : things) {
        texts.merge(
            "The " + place + " has " + thing + "; we'll see  more\n",
            1 + random.nextInt(9),
            Integer::sum);
        texts.merge(Integer.toString(random.nextInt(1 << 24), 36) + " " + place, 2, Integer::sum);
      }
    }
    return texts;
  }
}
