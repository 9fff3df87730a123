package dev.swath.ingest;

import dev.swath.imagery.RasterReader;
import dev.swath.servicekit.ConfigurationException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the reader of rasters, and says which it is. */
final class RasterReaders {
  private static final Logger log = LoggerFactory.getLogger(RasterReaders.class);
  private static final String INSTALL =
      "Install GDAL's library (Debian 12: apt-get install libgdal32), or say where it lies by"
          + " -Djna.library.path=FOLDER";

  private RasterReaders() {}

  /**
   * @throws ConfigurationException if GDAL is asked for and cannot be used
   */
  static RasterReader choose(RasterReader.Choice choice) {
    return choose(choice, RasterReader::of);
  }

  static RasterReader choose(
      RasterReader.Choice choice, Function<RasterReader.Choice, RasterReader> readers) {
    RasterReader reader;
    try {
      reader = readers.apply(choice);
    } catch (IllegalStateException e) {
      throw new ConfigurationException(
          "swath.ingest.raster-reader",
          "It is 'gdal', but " + e.getMessage() + ".",
          INSTALL + ", or set the property to 'auto' or 'java'.",
          e);
    }
    log.info(
        "Rasters are read by {} {}: {}{}",
        reader.name().equals("gdal") ? "GDAL" : "the Java reader, Apache SIS",
        reader.version(),
        reader.formats(),
        choice == RasterReader.Choice.AUTO && reader.name().equals("java")
            ? ". GDAL would read JPEG 2000 as well, and several tiles at the same time. " + INSTALL
            : "");
    return reader;
  }
}
