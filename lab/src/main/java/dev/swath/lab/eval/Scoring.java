package dev.swath.lab.eval;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the answers of a test become figures. */
public enum Scoring {
  /** One of the test's classes: accuracy, balanced accuracy, precision and recall of each class. */
  CLASSES("exact match with the class"),
  /**
   * Yes or no: the mean over the right answers first, so that a constant answer scores one half.
   */
  BALANCED("exact match, the mean over the right answers"),
  /** Words: accuracy of each type of question and both averages. */
  QUESTIONS("exact match by type of question"),
  /** The same with the types "count" and "area" left out, as the RSVQA papers do it. */
  RSVQA("exact match by type of question, count and area left out"),
  /** Numbers: the share that is exact, and the mean absolute error. */
  COUNT("numbers"),
  /** Sentences about a change: what, which way and where. */
  FACTS("facts of change captions"),
  /** Sentences: BLEU, METEOR, ROUGE-L and CIDEr-D against all references. */
  CAPTIONS("captions against their references");

  private final String words;

  Scoring(String words) {
    this.words = words;
  }

  /** For a reader of the report. */
  public String words() {
    return words;
  }

  /** Whether an answer is right or wrong, so that a confidence in it can be too high or too low. */
  public boolean exact() {
    return this != CAPTIONS && this != FACTS;
  }

  /** As a suite file names it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException naming what there is
   */
  public static Scoring of(String key) {
    return Arrays.stream(values())
        .filter(scoring -> scoring.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown scoring '%s'; there are %s"
                        .formatted(
                            key,
                            Arrays.stream(values())
                                .map(Scoring::key)
                                .collect(Collectors.joining(", ")))));
  }
}
