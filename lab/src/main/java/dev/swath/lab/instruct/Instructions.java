package dev.swath.lab.instruct;

/** The instructions that the compact model is tuned on, and that the services ask. */
public final class Instructions {

  public static final String CAPTION =
      "Please provide a one-sentence caption for the provided remote sensing image in detail.";
  public static final String LAND_USE =
      "What is the land use in this image? Answer the question using a single word or phrase.";
  public static final String CHANGED =
      "Please identify whether there are obvious remote sensing image changes."
          + " Answer the question using a single word or phrase.";
  public static final String CHANGE_CAPTION =
      "Please briefly describe the main changes between the above two remote sensing images.";
  public static final String CHANGE_PLACE =
      "In which part of the area are the changes?"
          + " Answer the question using a single word or phrase.";
  public static final String VIDEO =
      "What is the scene in this video? Answer the question using a single word or phrase.";

  public static final String SETTING =
      "Is it a rural or an urban area? Answer the question using a single word or phrase.";

  private Instructions() {}

  /** Whether there is more of one thing than of another. */
  public static String comparison(String one, String other) {
    return "Is there more %s than %s in the image? Answer the question using a single word or phrase."
        .formatted(one, other);
  }

  /**
   * @param concept with its article, such as "a road"
   */
  public static String presence(String concept, boolean plural) {
    return "%s there %s in the image? Answer the question using a single word or phrase."
        .formatted(plural ? "Are" : "Is", concept);
  }
}
