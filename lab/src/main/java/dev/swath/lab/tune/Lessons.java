package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The lessons of each epoch, one an entry of the mixture, in its order. An image or a change with
 * several captions is taught with another of them each time it comes; all other examples with their
 * first answer.
 */
final class Lessons {

  private final List<Example> examples;
  private final int[] promptLengths;
  private final int[] occurrences;
  private final Map<Example, Integer> counts;
  private final LessonTokens tokens;
  private final long seed;
  private final List<String> tooLong;

  /**
   * @param mixture entries; an example that comes several times is in it several times
   * @throws IllegalArgumentException if no entry fits the model's context
   */
  Lessons(List<Example> mixture, LessonTokens tokens, long seed) {
    this.tokens = tokens;
    this.seed = seed;
    this.examples = new ArrayList<>();
    this.tooLong = new ArrayList<>();
    this.counts = new HashMap<>();
    List<Integer> lengths = new ArrayList<>();
    List<Integer> times = new ArrayList<>();
    Map<Example, Integer> known = new HashMap<>();
    for (Example example : mixture) {
      int length = known.computeIfAbsent(example, tokens::promptLength);
      if (length + longestAnswer(example) <= tokens.context()) {
        examples.add(example);
        lengths.add(length);
        times.add(counts.merge(example, 1, Integer::sum) - 1);
      } else {
        tooLong.add(example.id());
      }
    }
    if (examples.isEmpty()) {
      throw new IllegalArgumentException(
          mixture.isEmpty()
              ? "the mixture has no training examples"
              : "none of the mixture's %d examples fits the model's context of %d tokens"
                  .formatted(mixture.size(), tokens.context()));
    }
    this.promptLengths = lengths.stream().mapToInt(Integer::intValue).toArray();
    this.occurrences = times.stream().mapToInt(Integer::intValue).toArray();
  }

  private int longestAnswer(Example example) {
    return example.answers().stream().mapToInt(tokens::answerTokens).max().orElseThrow();
  }

  /** How many lessons each epoch has. */
  int size() {
    return examples.size();
  }

  /** The ids of entries that are left out because they do not fit the model's context. */
  List<String> tooLong() {
    return List.copyOf(tooLong);
  }

  /** A function of the seed and the epoch alone. */
  List<Lesson> epoch(int epoch) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + epoch);
    List<Lesson> lessons = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      String answer = example.answers().get(reference(example, epoch, occurrences[i]));
      int answerTokens = tokens.answerTokens(answer);
      lessons.add(
          new Lesson(
              example,
              answer,
              answerTokens,
              promptLengths[i] + answerTokens,
              random.nextLong(1L << 32)));
    }
    return lessons;
  }

  private int reference(Example example, int epoch, int occurrence) {
    boolean caption = example.task() == Task.CAPTION || example.task() == Task.CHANGE_CAPTION;
    return caption ? (epoch * counts.get(example) + occurrence) % example.answers().size() : 0;
  }
}
