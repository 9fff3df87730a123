package dev.swath.lab.score;

/**
 * A figure with its confidence interval.
 *
 * @param value of the sample itself
 * @param low NaN, like {@code high}, if the figure is not defined for every resample
 */
public record Interval(double value, double low, double high) {}
