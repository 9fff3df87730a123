package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The lessons of each epoch, one an entry of the mixture. An image or a change with several
 * captions is taught with another of them each time it comes; all other examples with their first
 * answer. A share of the lessons has the clue, so that the adapter learns to do with and without.
 * Entries that do not fit the model's context are left out.
 */
final class Lessons {

  /** The same example, however it is worded. */
  private record Key(String id, List<String> media) {

    static Key of(Example example) {
      return new Key(example.id(), example.media().stream().map(Media::name).toList());
    }
  }

  private final Mixture mixture;
  private final LessonTokens tokens;
  private final double clueShare;
  private final long seed;
  private final TreeSet<String> tooLong = new TreeSet<>();

  /**
   * @param clueShare how many of the lessons have a clue, 0 to 1
   */
  Lessons(Mixture mixture, LessonTokens tokens, double clueShare, long seed) {
    this.mixture = mixture;
    this.tokens = tokens;
    this.clueShare = clueShare;
    this.seed = seed;
  }

  /** The ids of examples that were left out of an epoch. */
  List<String> tooLong() {
    return List.copyOf(tooLong);
  }

  /**
   * A function of the seed and the epoch alone.
   *
   * @throws IllegalArgumentException if no entry fits the model's context
   */
  List<Lesson> epoch(int epoch) {
    List<Example> examples = mixture.epoch(epoch);
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + epoch);
    Map<Key, Integer> counts = new HashMap<>();
    examples.forEach(example -> counts.merge(Key.of(example), 1, Integer::sum));
    Map<Key, Integer> seen = new HashMap<>();
    List<Lesson> lessons = new ArrayList<>();
    for (Example example : examples) {
      Key key = Key.of(example);
      int turn = epoch * counts.get(key) + seen.merge(key, 1, Integer::sum) - 1;
      long dropout = random.nextLong(1L << 32);
      Lesson lesson = lesson(example, turn, random.nextDouble() < clueShare, dropout);
      if (fits(lesson)) {
        lessons.add(lesson);
      } else {
        tooLong.add(example.id());
      }
    }
    if (lessons.isEmpty()) {
      throw new IllegalArgumentException(
          examples.isEmpty()
              ? "the mixture has no training examples"
              : "none of the mixture's %d examples fits the model's context of %d tokens"
                  .formatted(examples.size(), tokens.context()));
    }
    return lessons;
  }

  /**
   * Held-out examples with their first answers, and the clue if lessons have any.
   *
   * @param most of them, and those that do not fit left out
   */
  List<Lesson> heldOut(int most) {
    return mixture.heldOut().stream()
        .limit(most)
        .map(example -> lesson(example, 0, clueShare > 0, 0))
        .filter(this::fits)
        .toList();
  }

  private boolean fits(Lesson lesson) {
    return lesson.length() <= tokens.context();
  }

  private Lesson lesson(Example example, int turn, boolean clue, long dropout) {
    boolean caption = example.task() == Task.CAPTION || example.task() == Task.CHANGE_CAPTION;
    String answer = example.answers().get(caption ? turn % example.answers().size() : 0);
    int answerTokens = tokens.answerTokens(answer);
    return new Lesson(
        example,
        answer,
        clue,
        answerTokens,
        tokens.promptLength(example, clue) + answerTokens,
        dropout);
  }
}
