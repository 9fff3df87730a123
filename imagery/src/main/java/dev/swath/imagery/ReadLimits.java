package dev.swath.imagery;

import java.time.Duration;

/**
 * How much of a scene's files is read at most, whatever they say of themselves.
 *
 * @param file of every file
 * @param image of rasters
 * @param video of videos
 */
public record ReadLimits(File file, Image image, Video video) {

  /**
   * @param bytes larger files are refused
   * @param checksumBytes larger files that come over the network are not read whole only to be
   *     checked
   * @param requestTime of one request over the network, from connecting to its last byte
   * @param totalTime of all requests of a file that was opened
   */
  public record File(long bytes, long checksumBytes, Duration requestTime, Duration totalTime) {}

  /**
   * @param pixels width times height
   * @param bands how many a file may have
   */
  public record Image(long pixels, int bands) {}

  /**
   * @param bytes a video is copied before it is decoded
   * @param framePixels width times height
   * @param frames how many are decoded
   * @param duration as the file tells it
   */
  public record Video(long bytes, long framePixels, int frames, Duration duration) {}

  /** For files of one's own: whatever they take, except that a server must answer in a minute. */
  static final ReadLimits OF_OWN_FILES =
      new ReadLimits(
          new File(Long.MAX_VALUE, 32L * 1024 * 1024, Duration.ofMinutes(1), Duration.ofDays(1)),
          new Image(Long.MAX_VALUE, Integer.MAX_VALUE),
          new Video(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Duration.ofDays(365)));

  /**
   * @param what the thing that is limited, with its name
   * @throws SceneException if it is above the limit
   */
  static void check(String what, long actual, long limit, String unit) {
    if (actual > limit) {
      throw new SceneException(
          "%s has %d %s, more than the %d that are allowed".formatted(what, actual, unit, limit));
    }
  }

  /**
   * @throws SceneException if a raster is too large to be worked on
   */
  void check(String name, RasterFile.Size size, int bands) {
    check(name, (long) size.width() * size.height(), image.pixels, "pixels");
    check(name, bands, image.bands, "bands");
  }
}
