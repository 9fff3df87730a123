package dev.swath.lab.eval;

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
}
