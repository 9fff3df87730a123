package dev.swath.imagery;

import java.io.IOException;

/** Reads GeoTIFFs and JPEG 2000 with the system's GDAL. */
final class GdalReader extends RasterReader {
  private final GdalLibrary library;

  GdalReader(GdalLibrary library) {
    this.library = library;
  }

  @Override
  public String name() {
    return "gdal";
  }

  @Override
  public String version() {
    return library.version();
  }

  @Override
  public String formats() {
    return library.jpeg2000() ? "GeoTIFF and JPEG 2000" : "GeoTIFF";
  }

  @Override
  boolean reads(StacAsset asset) {
    return asset.isGeoTiff() || (asset.isJpeg2000() && library.jpeg2000());
  }

  @Override
  RasterFile open(StacAsset asset, String name, AssetSource source) throws IOException {
    if (AssetChecks.declared(asset)) {
      try (var channel = source.open(asset.href())) {
        AssetChecks.verify(asset, channel, source.limits());
      }
    }
    return new GdalFile(library, asset.href(), name, source);
  }
}
