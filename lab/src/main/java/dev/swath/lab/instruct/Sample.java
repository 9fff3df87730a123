package dev.swath.lab.instruct;

import dev.swath.vlm.ImageKind;
import java.util.List;
import java.util.Optional;

/**
 * One instruction with its wanted answer.
 *
 * @param fused whether the two images of a pair come as one, through the change module
 * @param instruction what is asked; for a clue, the clue question
 * @param clue whether this is the base model's own task: a description without task tag
 * @param answer the wanted one; where it is undecided, that of one of the labels
 * @param undecided present if who has seen the view may tell better what to answer
 */
public record Sample(
    ImageKind kind,
    boolean fused,
    List<Pixels> images,
    String instruction,
    boolean clue,
    String answer,
    Optional<Undecided> undecided) {

  /** Writes one image as encoder input [3, size, size] at an offset of a batch. */
  @FunctionalInterface
  public interface Pixels {
    void write(float[] batch, int offset);
  }

  /** A sample with a certain answer. */
  public Sample(
      ImageKind kind,
      boolean fused,
      List<Pixels> images,
      String instruction,
      boolean clue,
      String answer) {
    this(kind, fused, images, instruction, clue, answer, Optional.empty());
  }

  /** The same with a pair's images one after the other, without the change module. */
  public Sample asTwoImages() {
    return new Sample(kind, false, images, instruction, clue, answer, undecided);
  }

  /** The same with another answer, and that decided. */
  public Sample answered(String decided) {
    return new Sample(kind, fused, images, instruction, clue, decided, Optional.empty());
  }
}
