package dev.swath.lab.dataset;

/** What an example may be used for. Splits are by image or by place, never by question or date. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST
}
