package dev.swath.lab.score;

/** The metrics of the captioning benchmarks. */
public enum CaptionMetric {
  BLEU_1("BLEU-1"),
  BLEU_2("BLEU-2"),
  BLEU_3("BLEU-3"),
  BLEU_4("BLEU-4"),
  METEOR(Meteor.VARIANT),
  ROUGE_L("ROUGE-L"),
  CIDER_D("CIDEr-D");

  private final String title;

  CaptionMetric(String title) {
    this.title = title;
  }

  /** The name to show beside a figure; it says so where a metric is a variant of the published. */
  public String title() {
    return title;
  }
}
