package dev.swath.lab.data;

import dev.swath.vlm.RgbImage;

/**
 * One image of a dataset of classes.
 *
 * @param name unique within its dataset, such as {@code Forest/Forest_12}
 * @param label index among the dataset's classes
 */
public record LabelledImage(String name, int label, RgbImage image) {}
