package dev.swath.lab.score;

/** How two words match in METEOR, with version 1.5's weight for English. */
enum WordMatch {
  EXACT(1.0),
  STEM(0.6),
  SYNONYM(0.8);

  private final double weight;

  WordMatch(double weight) {
    this.weight = weight;
  }

  double weight() {
    return weight;
  }
}
