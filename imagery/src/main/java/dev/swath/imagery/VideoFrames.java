package dev.swath.imagery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;

/** Evenly sampled frames of an MP4 video, decoded by FFmpeg. */
public final class VideoFrames {
  /** The index of a frame that is not in the video: a black one stands for it. */
  static final int PADDING = -1;

  private VideoFrames() {}

  /**
   * Which frames of a video the model sees, as in VILA's video loader: {@code linspace(0,
   * frameCount - 2, frames)} rounded down; a short video keeps all its frames and is padded on the
   * left.
   *
   * <p>In one case this differs: VILA refuses a video of exactly {@code frames} frames, because two
   * of its indices coincide; here such a video is seen whole.
   *
   * @return as many indices as frames wanted; {@value #PADDING} for padding
   */
  static int[] indices(int frames, int frameCount) {
    int[] indices = new int[frames];
    for (int i = 0; i < frames; i++) {
      if (frameCount <= 1) {
        indices[i] = PADDING;
      } else if (frameCount <= frames) {
        indices[i] = Math.max(PADDING, i - (frames - frameCount));
      } else {
        indices[i] = (int) ((double) i * ((double) (frameCount - 2) / Math.max(1, frames - 1)));
      }
    }
    if (frameCount > frames && frames > 1) {
      indices[frames - 1] = frameCount - 2; // as linspace does, whatever the rounding
    }
    return indices;
  }

  /**
   * Reads frames of a scene's video.
   *
   * @param frames how many
   * @param maxSidePx larger frames are scaled down so that their longer side has this length
   * @return one PNG each, in time order
   * @throws SceneException if the asset is not a video of at least two frames
   * @throws IOException if reading failed and may work later
   */
  public static List<byte[]> read(StacAsset asset, AssetSource source, int frames, int maxSidePx)
      throws IOException {
    Path copy = Files.createTempFile("swath-video", ".mp4");
    try {
      try (SeekableByteChannel channel = source.open(asset.href())) {
        ReadLimits.check(
            "asset '" + asset.key() + "' (" + asset.href() + ")",
            channel.size(),
            source.limits().video().bytes(),
            "bytes");
        AssetChecks.verify(asset, channel, source.limits());
        Files.copy(Channels.newInputStream(channel), copy, StandardCopyOption.REPLACE_EXISTING);
      }
      String name = "asset '" + asset.key() + "' (" + asset.href() + ")";
      return read(copy, name, frames, maxSidePx, source.limits().video());
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * Reads frames of a video file of one's own.
   *
   * @param name what an error calls it
   * @param frames how many
   * @param maxSidePx larger frames are scaled down so that their longer side has this length
   * @return one PNG each, in time order
   * @throws SceneException if the file is not a video of at least two frames
   */
  public static List<byte[]> read(Path file, String name, int frames, int maxSidePx)
      throws IOException {
    return read(file, name, frames, maxSidePx, ReadLimits.OF_OWN_FILES.video());
  }

  private static List<byte[]> read(
      Path file, String name, int frames, int maxSidePx, ReadLimits.Video limits)
      throws IOException {
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    try {
      Size size = measure(file, name, limits);
      if (size.frames() < 2) {
        throw new SceneException(
            name + " has " + size.frames() + " frames: a video needs at least two");
      }
      return decode(file, indices(frames, size.frames()), size.shrunkTo(maxSidePx));
    } catch (FrameGrabber.Exception e) {
      throw new SceneException(
          name
              + " is not a readable MP4 video"
              + (bounded(limits)
                  ? " with frames of at most " + limits.framePixels() + " pixels"
                  : "")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** FFmpeg's own limit is the largest int. */
  private static boolean bounded(ReadLimits.Video limits) {
    return limits.framePixels() < Integer.MAX_VALUE;
  }

  private record Size(int frames, int width, int height) {
    Size shrunkTo(int maxSide) {
      double scale = Math.min(1, (double) maxSide / Math.max(width, height));
      return new Size(
          frames,
          Math.max(1, (int) Math.round(width * scale)),
          Math.max(1, (int) Math.round(height * scale)));
    }
  }

  /** Counts by decoding: what the container says of its length is often an estimate. */
  private static Size measure(Path file, String name, ReadLimits.Video limits)
      throws FrameGrabber.Exception {
    try (FFmpegFrameGrabber grabber = grabber(file)) {
      if (bounded(limits)) {
        // The decoder itself refuses, also when a stream changes its size after its header.
        grabber.setVideoOption("max_pixels", Long.toString(limits.framePixels()));
      }
      grabber.start();
      ReadLimits.check(
          name,
          TimeUnit.MICROSECONDS.toSeconds(grabber.getLengthInTime()),
          limits.duration().toSeconds(),
          "seconds");
      int count = 0;
      while (grabber.grabFrame(false, true, false, false, false) != null) {
        count++;
        ReadLimits.check(name, count, limits.frames(), "frames");
      }
      return new Size(count, grabber.getImageWidth(), grabber.getImageHeight());
    }
  }

  private static List<byte[]> decode(Path file, int[] indices, Size size) throws IOException {
    Map<Integer, byte[]> pngs = new HashMap<>();
    int last = indices[indices.length - 1];
    try (FFmpegFrameGrabber grabber = grabber(file)) {
      grabber.setImageWidth(size.width());
      grabber.setImageHeight(size.height());
      grabber.start();
      for (int i = 0; i <= last; i++) {
        boolean wanted = contains(indices, i);
        Frame frame = grabber.grabFrame(false, true, wanted, false, false);
        if (wanted && frame != null) {
          pngs.put(i, png(frame));
        }
      }
    }
    pngs.put(
        PADDING,
        Png.encode(size.width(), size.height(), new byte[size.width() * size.height() * 3]));
    List<byte[]> result = new ArrayList<>();
    for (int index : indices) {
      result.add(pngs.get(index));
    }
    return result;
  }

  private static byte[] png(Frame frame) {
    ByteBuffer bgr = (ByteBuffer) frame.image[0];
    int width = frame.imageWidth;
    byte[] rgb = new byte[width * frame.imageHeight * 3];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      int row = pixel / width * frame.imageStride;
      rgb[i] = bgr.get(row + pixel % width * 3 + 2 - i % 3);
    }
    return Png.encode(width, frame.imageHeight, rgb);
  }

  private static FFmpegFrameGrabber grabber(Path file) {
    FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile());
    // Without this a playlist that calls itself MP4 could make FFmpeg open other addresses.
    grabber.setFormat("mp4");
    return grabber;
  }

  private static boolean contains(int[] indices, int index) {
    for (int candidate : indices) {
      if (candidate == index) {
        return true;
      }
    }
    return false;
  }
}
