package dev.swath.lab.inspect;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A dataset in figures.
 *
 * @param questions one for each kind of question, in the order of tasks and types
 * @param samples examples from all over the dataset, the same in every run
 */
record DatasetSummary(Dataset dataset, List<Questions> questions, List<Example> samples) {

  private static final int SEED = 1;

  /**
   * One task and type of a dataset.
   *
   * @param answers how often each is given, most frequent first; each reference counts
   */
  record Questions(Task task, String type, Map<Split, Integer> splits, List<Answer> answers) {

    /** The task and the type, as a heading. */
    String label() {
      String name = task.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return type.isEmpty() ? name : name + ", " + type;
    }

    int of(Split split) {
      return splits.getOrDefault(split, 0);
    }

    int total() {
      return splits.values().stream().mapToInt(Integer::intValue).sum();
    }

    int given() {
      return answers.stream().mapToInt(Answer::count).sum();
    }
  }

  record Answer(String text, int count) {}

  static DatasetSummary of(Dataset dataset) {
    Map<Task, Map<String, List<Example>>> kinds = new EnumMap<>(Task.class);
    for (Example example : dataset.examples()) {
      kinds
          .computeIfAbsent(example.task(), task -> new TreeMap<>())
          .computeIfAbsent(example.type(), type -> new ArrayList<>())
          .add(example);
    }
    List<Questions> questions = new ArrayList<>();
    kinds.forEach(
        (task, types) ->
            types.forEach((type, examples) -> questions.add(questions(task, type, examples))));
    return new DatasetSummary(dataset, questions, samples(dataset.examples()));
  }

  private static Questions questions(Task task, String type, List<Example> examples) {
    Map<Split, Integer> splits = new EnumMap<>(Split.class);
    Map<String, Integer> answers = new HashMap<>();
    for (Example example : examples) {
      splits.merge(example.split(), 1, Integer::sum);
      example.answers().forEach(answer -> answers.merge(answer, 1, Integer::sum));
    }
    List<Answer> sorted =
        answers.entrySet().stream()
            .map(entry -> new Answer(entry.getKey(), entry.getValue()))
            .sorted(
                Comparator.comparingInt((Answer answer) -> -answer.count())
                    .thenComparing(Answer::text))
            .toList();
    return new Questions(task, type, splits, sorted);
  }

  private static List<Example> samples(List<Example> examples) {
    List<Example> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(SEED));
    return List.copyOf(shuffled.subList(0, Math.min(Inspection.SHOWN, shuffled.size())));
  }
}
