package dev.swath.vlm;

/**
 * A decoded answer.
 *
 * @param tokens without the end of sequence
 * @param confidence the mean log-probability that the model gives the tokens, the end of sequence
 *     included; at most 0. Confined decoding does not change it: an answer that the model would not
 *     have given freely has a low one
 * @param finished whether the model ended the answer itself, rather than the limit of tokens
 */
public record Completion(String text, int[] tokens, double confidence, boolean finished) {}
