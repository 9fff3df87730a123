package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;

/**
 * One example as it is learnt once.
 *
 * @param answer the reference that is learnt this time
 * @param clue whether the prompt has the clue, if there is one
 * @param answerTokens how many tokens of it count for the loss, its end included
 * @param length tokens of prompt and answer
 * @param dropout what the network drops for it is a function of this number, 0 to 2^32 - 1
 */
record Lesson(
    Example example, String answer, boolean clue, int answerTokens, int length, long dropout) {}
