/**
 * Rasters and videos to tiles: STAC Items, bands, stretch, reprojection, the tile grid.
 *
 * <p>Knows neither Spring nor Kafka. A {@link dev.swath.imagery.SceneException} means that the
 * scene itself is unusable and trying again will not help; an {@link java.io.IOException} or {@link
 * java.io.UncheckedIOException} means that reading failed and may work later.
 */
package dev.swath.imagery;
