package dev.swath.lab.instruct;

import java.util.List;
import java.util.SplittableRandom;

/** Batches of instructions, a function of the random numbers alone. */
public interface SampleSource {

  /** Samples in a batch, for the speed that is shown; a batch of videos has fewer. */
  int batch();

  List<Sample> batch(SplittableRandom random);
}
