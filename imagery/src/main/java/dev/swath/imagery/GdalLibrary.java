package dev.swath.imagery;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * GDAL's library, loaded once and locked down: it knows two formats, opens neither files nor
 * sockets by itself (see {@link GdalStreams}), and writes nothing to the console.
 */
final class GdalLibrary {
  static final String GEOTIFF = "GTiff";
  static final String JPEG2000 = "JP2OpenJPEG";

  /** Decoded blocks of all open files together: those that are read again are kept as floats. */
  static final long CACHE_BYTES = 64L * 1024 * 1024;

  /** 3.4, the oldest that is still in a supported distribution. */
  private static final int OLDEST = 3_04_00_00;

  /**
   * RTLD_LAZY and, which Linux takes for granted and macOS does not, RTLD_LOCAL. JNA would show the
   * library to all others, and GDAL brings a BLAS: libtorch, looking for its own, would multiply
   * matrices with that one, ten times slower.
   */
  private static final int FOR_ITSELF = Platform.isMac() ? 1 | 4 : 1;

  static final Map<String, Object> OPTIONS =
      Map.of(Library.OPTION_STRING_ENCODING, "UTF-8", Library.OPTION_OPEN_FLAGS, FOR_ITSELF);

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("CPL_DEBUG", "OFF"),
          // Nothing beside the file itself counts: no .ovr, .aux.xml, .tfw or .vrt.
          Map.entry("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"),
          Map.entry("GDAL_PAM_ENABLED", "NO"),
          Map.entry("GDAL_GEOREF_SOURCES", "INTERNAL"),
          // Should a driver ever ask for an address, it gets none.
          Map.entry("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"),
          Map.entry("GDAL_VRT_ENABLE_PYTHON", "NO"),
          Map.entry("GDAL_DRIVER_PATH", "disable"),
          // Tiles are read in parallel; threads of GDAL's own would be beyond our bounds.
          Map.entry("GDAL_NUM_THREADS", "1"));

  private final Gdal gdal;
  private final GdalStreams streams;
  private final String version;
  private final boolean jpeg2000;

  /** Loaded on first use; afterwards either the library or the reason why there is none. */
  private static final class Holder {
    private static final GdalLibrary LIBRARY;
    private static final String PROBLEM;

    static {
      GdalLibrary library = null;
      String problem = null;
      try {
        library = new GdalLibrary("gdal");
      } catch (UnsatisfiedLinkError | IllegalStateException e) {
        problem = e.getMessage();
      }
      LIBRARY = library;
      PROBLEM = problem;
    }
  }

  /**
   * The library of this machine.
   *
   * @throws IllegalStateException telling where it was looked for, if it is not there or too old
   */
  static GdalLibrary get() {
    if (Holder.LIBRARY == null) {
      throw new IllegalStateException("GDAL cannot be used: " + Holder.PROBLEM);
    }
    return Holder.LIBRARY;
  }

  static boolean isThere() {
    return Holder.LIBRARY != null;
  }

  /**
   * @throws UnsatisfiedLinkError telling where it was looked for, if there is no such library
   * @throws IllegalStateException if it is too old
   */
  GdalLibrary(String name) {
    this.gdal = Native.load(name, Gdal.class, OPTIONS);
    this.version = gdal.GDALVersionInfo("RELEASE_NAME");
    if (Integer.parseInt(gdal.GDALVersionInfo("VERSION_NUM")) < OLDEST) {
      throw new IllegalStateException("it is GDAL " + version + ", and 3.4 or later is needed");
    }
    gdal.CPLSetErrorHandler(
        NativeLibrary.getInstance(name, OPTIONS).getFunction("CPLQuietErrorHandler"));
    SETTINGS.forEach(gdal::CPLSetConfigOption);
    gdal.GDALSetCacheMax64(CACHE_BYTES);
    // Only these are ever registered: what is not there cannot be tricked into opening a file.
    gdal.GDALRegister_GTiff();
    this.jpeg2000 = registerJpeg2000();
    this.streams = new GdalStreams(gdal);
  }

  private boolean registerJpeg2000() {
    try {
      gdal.GDALRegister_JP2OpenJPEG();
    } catch (UnsatisfiedLinkError e) {
      return false; // a build that keeps this driver in a plug-in
    }
    return gdal.GDALGetDriverByName(JPEG2000) != null;
  }

  Gdal api() {
    return gdal;
  }

  GdalStreams streams() {
    return streams;
  }

  String version() {
    return version;
  }

  /** Whether this build of GDAL reads JPEG 2000. */
  boolean jpeg2000() {
    return jpeg2000;
  }
}
