import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Decodes greedily by Jlama, in a process of its own, and prints the answers and how long a token
 * takes as a line of JSON. Jlama's classes are for a later Java than Swath is compiled for, so that
 * the JDK that runs this file compiles it.
 */
public final class JlamaPeer {

  /** Jlama is in Java, which must see its loops often before it compiles them well. */
  private static final int WARM_UP = 4;

  private static final int REPETITIONS = 5;

  /** An answer, the mean log-probability of its tokens, and the mean time of all but its first. */
  private record Answer(List<Integer> tokens, double logProbability, double stepSeconds) {}

  private final AbstractModel model;
  private final KvBufferCache caches;
  private final AbstractTensor<?, ?> logits;
  private final int vocabulary;

  private JlamaPeer(AbstractModel model) {
    this.model = model;
    this.caches = new KvBufferCache(model);
    this.vocabulary = model.getConfig().vocabularySize;
    this.logits = model.makeDenseTensor(vocabulary);
  }

  /**
   * @param arguments a folder in Hugging Face's layout; {@code f32}, or {@code q4} to keep weights
   *     in Q4 and multiply them by inputs in I8; how many threads are to compute; how many tokens
   *     an answer has; then the prompts, token ids with commas between them
   */
  public static void main(String[] arguments) throws IOException {
    File folder = new File(arguments[0]);
    boolean narrow = arguments[1].equals("q4");
    int threads = Integer.parseInt(arguments[2]);
    int tokens = Integer.parseInt(arguments[3]);
    List<int[]> prompts = new ArrayList<>();
    for (String prompt : Arrays.asList(arguments).subList(4, arguments.length)) {
      prompts.add(Arrays.stream(prompt.split(",")).mapToInt(Integer::parseInt).toArray());
    }
    AbstractModel model =
        ModelSupport.loadModel(
            narrow ? narrowed(folder.toPath()) : folder,
            folder,
            DType.F32,
            narrow ? DType.I8 : DType.F32,
            Optional.empty(),
            Optional.of(threads));
    JlamaPeer peer = new JlamaPeer(model);
    List<Answer> answers =
        prompts.stream().map(prompt -> peer.answer(prompt, tokens, true)).toList();
    double seconds = peer.stepSeconds(prompts.get(0), tokens);
    System.out.println(
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "version", version(),
                    "operations", TensorOperationsProvider.get().name(),
                    "answers", answers.stream().map(Answer::tokens).toList(),
                    "logProbabilities", answers.stream().map(Answer::logProbability).toList(),
                    "seconds", seconds)));
  }

  /** The same model with its weights in Q4, as Jlama's own command writes it. */
  private static File narrowed(Path folder) throws IOException {
    // It copies the model's card, which must be there.
    Files.writeString(folder.resolve("README.md"), "");
    Path narrowed = folder.resolve("q4");
    SafeTensorSupport.quantizeModel(folder, DType.Q4, null, null, Optional.of(narrowed));
    return narrowed.toFile();
  }

  /** The median of several answers. */
  private double stepSeconds(int[] prompt, int tokens) {
    for (int i = 0; i < WARM_UP; i++) {
      answer(prompt, tokens, false);
    }
    double[] seconds = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      seconds[i] = answer(prompt, tokens, false).stepSeconds();
    }
    Arrays.sort(seconds);
    return seconds[REPETITIONS / 2];
  }

  private Answer answer(int[] prompt, int length, boolean scored) {
    try (KvBufferCache.KvBuffer cache = caches.getEphemeralKvBuffer()) {
      int next = 0;
      // One by one: of a batch, the native kernels of 0.8.4 compute the last rows wrong, unless
      // their number is a multiple of five.
      for (int i = 0; i < prompt.length; i++) {
        next = step(prompt[i], i, cache);
      }
      List<Integer> tokens = new ArrayList<>(List.of(next));
      double logProbability = scored ? logProbability(next) : 0;
      long from = System.nanoTime();
      for (int i = 1; i < length; i++) {
        next = step(next, prompt.length + i - 1, cache);
        tokens.add(next);
        logProbability += scored ? logProbability(next) : 0;
      }
      double seconds = (System.nanoTime() - from) * 1e-9;
      return new Answer(tokens, logProbability / length, seconds / (length - 1));
    }
  }

  /** What a step of Jlama's own loop does. */
  private int step(int token, int position, KvBufferCache.KvBuffer cache) {
    try (AbstractTensor<?, ?> output = model.forward(token, position, cache, Optional.empty())) {
      return model.sample(output, 0, 0, logits);
    }
  }

  /** By the logits of the last step. */
  private double logProbability(int token) {
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += Math.exp(logits.get(0, i));
    }
    return logits.get(0, token) - Math.log(sum);
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        AbstractModel.class.getResourceAsStream(
            "/META-INF/maven/com.github.tjake/jlama-core/pom.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
