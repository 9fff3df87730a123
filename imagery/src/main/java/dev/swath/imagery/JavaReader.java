package dev.swath.imagery;

import java.io.IOException;
import org.apache.sis.util.Version;

/** Reads GeoTIFFs with Apache SIS. */
final class JavaReader extends RasterReader {
  static final JavaReader INSTANCE = new JavaReader();

  private JavaReader() {}

  @Override
  public String name() {
    return "java";
  }

  @Override
  public String version() {
    return Version.SIS.toString();
  }

  @Override
  public String formats() {
    return "GeoTIFF";
  }

  @Override
  boolean reads(StacAsset asset) {
    return asset.isGeoTiff();
  }

  @Override
  RasterFile open(StacAsset asset, String name, AssetSource source) throws IOException {
    return SisFile.open(asset, name, source);
  }
}
