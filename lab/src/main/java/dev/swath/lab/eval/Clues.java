package dev.swath.lab.eval;

import java.util.Locale;

/** Whether prompts have the base model's clue. */
public enum Clues {
  WITH,
  WITHOUT,
  BOTH;

  boolean with() {
    return this != WITHOUT;
  }

  boolean without() {
    return this != WITH;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
