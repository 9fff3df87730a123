package dev.swath.lab.instruct;

import dev.swath.vlm.ImageKind;
import java.util.List;

/**
 * One instruction with its wanted answer.
 *
 * @param fused whether the two images of a pair come as one, through the change module
 * @param instruction what is asked; for a clue, the clue question
 * @param clue whether this is the base model's own task: a description without task tag
 */
public record Sample(
    ImageKind kind,
    boolean fused,
    List<Pixels> images,
    String instruction,
    boolean clue,
    String answer) {

  /** Writes one image as encoder input [3, size, size] at an offset of a batch. */
  @FunctionalInterface
  public interface Pixels {
    void write(float[] batch, int offset);
  }

  /** The same with a pair's images one after the other, without the change module. */
  public Sample asTwoImages() {
    return new Sample(kind, false, images, instruction, clue, answer);
  }
}
