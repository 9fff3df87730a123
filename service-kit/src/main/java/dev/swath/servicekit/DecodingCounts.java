package dev.swath.servicekit;

/**
 * What a language model tells of its decoding: the model's own record of the same, as this kit does
 * not know the model.
 *
 * @param steps calls of the network so far
 * @param promptTokens that were computed
 * @param sharedTokens prompt tokens that were in the cache already
 * @param answerTokens that were computed
 * @param running requests that have a row of the cache
 * @param waiting requests that wait for one
 */
public record DecodingCounts(
    long steps,
    long promptTokens,
    long sharedTokens,
    long answerTokens,
    int running,
    int waiting) {}
