package dev.swath.lab.instruct;

import dev.swath.lab.data.ImageClasses;
import java.util.function.IntFunction;

/**
 * The answer of a view whose class no label tells, as it shows parts of two images.
 *
 * @param data the dataset of both
 * @param draw a random number, 0 up to 1, that chooses the class from a distribution
 * @param answers what to answer, by class
 */
public record Undecided(ImageClasses data, double draw, IntFunction<String> answers) {

  /**
   * The answer, each class as likely as it is told to be.
   *
   * @param told a probability for each of the dataset's classes, their sum 1
   */
  public String answer(double[] told) {
    double left = draw;
    for (int label = 0; label < told.length - 1; label++) {
      left -= told[label];
      if (left < 0) {
        return answers.apply(label);
      }
    }
    return answers.apply(told.length - 1);
  }
}
