package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Accuracy of answers by type of question, with both averages of the RSVQA papers (Lobry et al.,
 * 2020). An answer is right by {@link AnswerMatch}.
 *
 * @param types those in the averages, by name
 * @param leftOut those that are scored but in no average, by name
 */
public record QuestionAccuracy(List<TypeAccuracy> types, List<TypeAccuracy> leftOut) {

  /** The types that the RSVQA comparisons leave out: their answers are numbers. */
  private static final Set<String> NUMERIC = Set.of("count", "area");

  public QuestionAccuracy {
    types = List.copyOf(types);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A question with what was answered.
   *
   * @param type the dataset's name for the kind of question; may be empty
   * @param references the answers that are right
   */
  public record Answered(String type, List<String> references, String answer) {

    public Answered {
      references = List.copyOf(references);
    }

    public boolean right() {
      return AnswerMatch.matchesAny(answer, references);
    }
  }

  /** How many questions of a type there are, and how many answers are right. */
  public record TypeAccuracy(String type, int count, int right) {

    public double accuracy() {
      return (double) right / count;
    }
  }

  /** By the rule of the RSVQA comparisons: {@code count} and {@code area} are left out. */
  public static QuestionAccuracy rsvqa(List<Answered> answers) {
    return of(answers, NUMERIC);
  }

  /** With every type in the averages. */
  public static QuestionAccuracy open(List<Answered> answers) {
    return of(answers, Set.of());
  }

  private static QuestionAccuracy of(List<Answered> answers, Set<String> without) {
    Map<String, List<Answered>> byType = new TreeMap<>();
    for (Answered answered : answers) {
      byType.computeIfAbsent(answered.type(), type -> new ArrayList<>()).add(answered);
    }
    List<TypeAccuracy> types = new ArrayList<>();
    List<TypeAccuracy> leftOut = new ArrayList<>();
    byType.forEach(
        (type, ofType) -> {
          int right = (int) ofType.stream().filter(Answered::right).count();
          (without.contains(type.toLowerCase(Locale.ROOT)) ? leftOut : types)
              .add(new TypeAccuracy(type, ofType.size(), right));
        });
    return new QuestionAccuracy(types, leftOut);
  }

  /** Overall accuracy (OA): the share of right answers; NaN if no type is in the averages. */
  public double overall() {
    int right = types.stream().mapToInt(TypeAccuracy::right).sum();
    return (double) right / types.stream().mapToInt(TypeAccuracy::count).sum();
  }

  /** Average accuracy (AA): the mean of the types' accuracies; NaN if no type is in it. */
  public double average() {
    return types.stream().mapToDouble(TypeAccuracy::accuracy).average().orElse(Double.NaN);
  }
}
