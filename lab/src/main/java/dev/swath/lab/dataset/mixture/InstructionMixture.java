package dev.swath.lab.dataset.mixture;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.instruct.Instructions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The examples of several datasets in the order in which an epoch passes over them: each dataset as
 * often as its weight says, all shuffled together.
 *
 * <p>The order and the wordings are a function of the seed and the number of the epoch alone, so
 * that a run that goes on in the middle of an epoch sees what it would have seen.
 */
public final class InstructionMixture {

  /**
   * Examples with their weight.
   *
   * @param templates instructions to choose from, by task
   */
  public record Part(List<Example> examples, int weight, Map<Task, List<String>> templates) {

    public Part {
      examples = List.copyOf(examples);
      templates = Map.copyOf(templates);
      if (weight < 1) {
        throw new IllegalArgumentException("the weight is 1 or more, not " + weight);
      }
    }
  }

  private final List<Part> parts;
  private final long seed;

  public InstructionMixture(List<Part> parts, long seed) {
    this.parts = List.copyOf(parts);
    this.seed = seed;
  }

  /**
   * The mixture of a file's datasets.
   *
   * @param datasets as {@link MixtureFile#read} gives them
   * @throws IOException if a dataset has no example on the split that is asked for
   */
  public static InstructionMixture of(MixtureFile file, List<Dataset> datasets, long seed)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < datasets.size(); i++) {
      MixtureEntry entry = file.entries().get(i);
      Dataset dataset = datasets.get(i);
      List<Example> examples = entry.split().map(dataset::of).orElse(dataset.examples());
      if (examples.isEmpty()) {
        throw new IOException(
            "%s: dataset '%s' has no examples on its split; %d records of it were broken%s."
                .formatted(
                    file.file(),
                    dataset.name(),
                    dataset.broken().size(),
                    dataset.broken().isEmpty() ? "" : ", the first: " + dataset.broken().get(0)));
      }
      parts.add(new Part(some(examples, entry.most(), seed), entry.weight(), entry.templates()));
    }
    return new InstructionMixture(parts, seed);
  }

  /**
   * What there is to measure on: the validation splits of the datasets that are learnt on their
   * training split, each example once, in an order that the seed gives.
   */
  public static List<Example> heldOut(MixtureFile file, List<Dataset> datasets, long seed) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < datasets.size(); i++) {
      MixtureEntry entry = file.entries().get(i);
      if (entry.split().equals(Optional.of(Split.TRAIN))) {
        parts.add(new Part(datasets.get(i).of(Split.VALIDATION), 1, entry.templates()));
      }
    }
    return new InstructionMixture(parts, seed).epoch(0);
  }

  /** At most so many, from all over the list, for datasets are often sorted by class. */
  private static List<Example> some(List<Example> examples, int most, long seed) {
    if (examples.size() <= most) {
      return examples;
    }
    List<Example> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled.subList(0, most);
  }

  /** All examples that take part, each once, as their datasets word them. */
  public List<Example> examples() {
    return parts.stream().flatMap(part -> part.examples().stream()).toList();
  }

  /** Examples of an epoch, every weight counted. */
  public long size() {
    return parts.stream().mapToLong(part -> (long) part.weight() * part.examples().size()).sum();
  }

  /**
   * All examples of an epoch in their order.
   *
   * @param epoch from 0
   */
  public List<Example> epoch(int epoch) {
    Random random = new Random(31 * seed + epoch);
    List<Example> examples = new ArrayList<>(Math.toIntExact(size()));
    for (Part part : parts) {
      for (int pass = 0; pass < part.weight(); pass++) {
        for (Example example : part.examples()) {
          examples.add(worded(example, part, random));
        }
      }
    }
    Collections.shuffle(examples, random);
    return Collections.unmodifiableList(examples);
  }

  private static Example worded(Example example, Part part, Random random) {
    return templates(example, part)
        .map(
            templates ->
                new Example(
                    example.id(),
                    example.kind(),
                    example.task(),
                    example.type(),
                    example.media(),
                    templates.get(random.nextInt(templates.size())),
                    example.answers(),
                    example.group(),
                    example.split()))
        .orElse(example);
  }

  /** The user's templates come first; what the dataset itself asks is left alone otherwise. */
  private static Optional<List<String>> templates(Example example, Part part) {
    List<String> given = part.templates().get(example.task());
    if (given != null) {
      return Optional.of(given);
    }
    return example.instruction().equals(Instructions.CAPTION)
        ? Optional.of(Paraphrases.CAPTION)
        : Optional.empty();
  }
}
