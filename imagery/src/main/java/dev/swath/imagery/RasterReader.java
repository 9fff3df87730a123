package dev.swath.imagery;

import java.io.IOException;

/**
 * A way to read rasters. Both give the same tiles; GDAL reads more formats, and reads several tiles
 * at the same time. Thread-safe.
 */
public abstract sealed class RasterReader permits JavaReader, GdalReader {

  /** Which reader is wanted. */
  public enum Choice {
    /** GDAL where its library is found, otherwise Java. */
    AUTO,
    GDAL,
    JAVA
  }

  RasterReader() {}

  /**
   * @throws IllegalStateException telling where it was looked for, if GDAL is asked for and not
   *     there
   */
  public static RasterReader of(Choice choice) {
    return switch (choice) {
      case JAVA -> java();
      case GDAL -> new GdalReader(GdalLibrary.get());
      case AUTO -> GdalLibrary.isThere() ? new GdalReader(GdalLibrary.get()) : java();
    };
  }

  /** The reader that is always there. */
  public static RasterReader java() {
    return JavaReader.INSTANCE;
  }

  /** {@code gdal} or {@code java}. */
  public abstract String name();

  /** The version of what it stands on. */
  public abstract String version();

  /** The formats it reads, for people. */
  public abstract String formats();

  /** Whether it reads the format of an asset. */
  abstract boolean reads(StacAsset asset);

  /**
   * Opens a file and reads its header.
   *
   * @param name the asset, for messages
   * @throws SceneException if the file is missing or broken
   * @throws IOException if reading failed and may work later
   */
  abstract RasterFile open(StacAsset asset, String name, AssetSource source) throws IOException;
}
