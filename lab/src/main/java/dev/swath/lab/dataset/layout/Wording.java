package dev.swath.lab.dataset.layout;

import java.util.List;

/** How the datasets that bring no instruction of their own are asked. */
final class Wording {

  private Wording() {}

  /** A question that wants few words, as UniRS and GeoChat ask it. */
  static String question(String question) {
    return question.strip() + " Answer the question using a single word or phrase.";
  }

  /** A choice among classes, as UniRS asks it of videos. */
  static String classes(String what, List<String> classes) {
    return "Classify the given %s in one of the following classes. Classes: %s."
        .formatted(what, String.join(", ", classes));
  }
}
