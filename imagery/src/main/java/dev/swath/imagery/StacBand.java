package dev.swath.imagery;

import java.util.OptionalDouble;

/**
 * One band of an asset.
 *
 * @param name the producer's name, for example {@code B04}; may be empty
 * @param commonName the lower-case name by which bands are looked up: {@code red}, {@code nir},
 *     {@code swir16}, {@code vv}
 * @param nodata the value that marks missing pixels, if declared
 * @param scale multiplied to each stored value
 * @param offset added after the scale
 */
public record StacBand(
    String name, String commonName, OptionalDouble nodata, double scale, double offset) {}
