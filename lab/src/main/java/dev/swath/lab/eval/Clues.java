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

  /**
   * Whether the answers that count for goals and confidences are those with clue.
   *
   * @param served whether the services would give clues
   */
  boolean judgedWith(boolean served) {
    return this == BOTH ? served : this == WITH;
  }
}
