package dev.swath.imagery;

/**
 * A tile of a scene, ready to be looked at.
 *
 * @param rgb interleaved 8-bit red, green, blue, row-major: 3 x width x height bytes
 * @param validFraction share of the pixels that have data
 */
public record Tile(TileKey key, int width, int height, byte[] rgb, double validFraction) {}
