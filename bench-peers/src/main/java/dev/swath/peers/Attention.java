package dev.swath.peers;

import java.util.Locale;

/** How the attention of a layer is written down. Which is computed fastest differs by machine. */
enum Attention {
  /** MatMul, Softmax and MatMul. */
  OPERATORS(20, 9),
  /** The standard's own Attention. */
  STANDARD(23, 11),
  /** MultiHeadAttention, which ONNX Runtime adds to the standard. */
  MULTI_HEAD(20, 9);

  private final int operators;
  private final int format;

  Attention(int operators, int format) {
    this.operators = operators;
    this.format = format;
  }

  /** The version of the standard's operators that has it. */
  int operators() {
    return operators;
  }

  /** The version of the file's format that goes with it. */
  int format() {
    return format;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
