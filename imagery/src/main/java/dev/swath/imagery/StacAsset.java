package dev.swath.imagery;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One file of a scene.
 *
 * @param key the asset's key in the Item
 * @param href absolute address of the file
 * @param type media type, lower case; empty when not given
 * @param bands in file order; empty when the Item does not say
 * @param crs {@code proj:code} or {@code proj:epsg} as {@code EPSG:n}, used when the file has none
 * @param transform {@code proj:transform} (six numbers, pixel corner to CRS), used with {@code crs}
 * @param checksum {@code file:checksum}: a multihash in hexadecimal
 */
public record StacAsset(
    String key,
    URI href,
    String type,
    List<String> roles,
    List<StacBand> bands,
    Optional<String> crs,
    Optional<List<Double>> transform,
    OptionalLong size,
    Optional<String> checksum) {

  public StacAsset {
    roles = List.copyOf(roles);
    bands = List.copyOf(bands);
  }

  /** Whether this is a raster of a format that at least one reader knows. */
  public boolean isRaster() {
    return isGeoTiff() || isJpeg2000();
  }

  /** Whether this is a GeoTIFF by its media type or, when it has none, by its name. */
  boolean isGeoTiff() {
    return type.startsWith("image/tiff") || (type.isEmpty() && pathEndsWith(".tif", ".tiff"));
  }

  /** Whether this is JPEG 2000 by its media type or, when it has none, by its name. */
  boolean isJpeg2000() {
    return type.startsWith("image/jp2") || (type.isEmpty() && pathEndsWith(".jp2"));
  }

  /** Whether this is an MP4 video by its media type or, when it has none, by its name. */
  public boolean isVideo() {
    return type.startsWith("video/") || (type.isEmpty() && pathEndsWith(".mp4"));
  }

  /** Whether the roles say that this is for looking at or for machines, not measurements. */
  boolean isAuxiliary() {
    return roles.contains("thumbnail") || roles.contains("overview") || roles.contains("metadata");
  }

  private boolean pathEndsWith(String... suffixes) {
    String path = href.toString().toLowerCase(Locale.ROOT).replaceAll("[?#].*", "");
    for (String suffix : suffixes) {
      if (path.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }
}
