package dev.swath.lab.dataset;

/** What kind of answer an example wants, which says how it is scored. */
public enum Task {
  /** A sentence about one image; several references. */
  CAPTION,
  /** A word or phrase. */
  QUESTION,
  /** A number. */
  COUNT,
  /** One of the dataset's classes, of one image. */
  CLASSIFICATION,
  /** Whether two images of one place differ. */
  CHANGED,
  /** A sentence about what has changed; several references. */
  CHANGE_CAPTION,
  /** One of the dataset's classes, of a video. */
  VIDEO_CLASS,
  /** Free text, as in conversations. */
  CONVERSATION
}
