package dev.swath.vlm;

/** What the images of a request are to each other, with the words that UniRS has for it. */
public enum ImageKind {
  IMAGE("Single image understanding:", "Describe this remote sensing image in detail."),
  PAIR(
      "Remote sensing change captioning:",
      "Please identify whether there are obvious remote sensing image changes."),
  VIDEO(
      "Video scene classification:",
      "Please classify the scene in this video captured by the UAV.");

  private final String tag;
  private final String clueQuestion;

  ImageKind(String tag, String clueQuestion) {
    this.tag = tag;
    this.clueQuestion = clueQuestion;
  }

  /** The tag that tells the model the task. */
  public String tag() {
    return tag;
  }

  /** What the frozen base model is asked for a clue. */
  public String clueQuestion() {
    return clueQuestion;
  }
}
