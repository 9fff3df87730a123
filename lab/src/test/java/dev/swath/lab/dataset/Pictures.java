package dev.swath.lab.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Made-up images for tests. */
public final class Pictures {

  private Pictures() {}

  /** Smooth random blobs, so that a picture keeps its looks when it is scaled or compressed. */
  public static BufferedImage random(long seed, int size) {
    Random random = new Random(seed);
    double[] blobs = random.doubles(60).toArray();
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double level = 0;
        for (int b = 0; b < blobs.length; b += 3) {
          double dx = (double) x / size - blobs[b];
          double dy = (double) y / size - blobs[b + 1];
          level += (blobs[b + 2] - 0.5) * Math.exp(-(dx * dx + dy * dy) / 0.01);
        }
        int grey = (int) Math.max(0, Math.min(255, 128 + 180 * level));
        image.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
    return image;
  }

  /** Writes a small picture in the format of the file's ending, with the folders above it. */
  public static void write(Path file) throws IOException {
    write(random(file.toString().hashCode(), 16), file);
  }

  public static void write(BufferedImage image, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    String name = file.getFileName().toString();
    if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
      throw new IOException("no writer for " + name);
    }
  }

  /** Writes an MP4 of other pictures in each frame, with the folders above it. */
  public static void video(Path file, int frames) throws IOException {
    Files.createDirectories(file.getParent());
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 64, 64);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      recorder.setFormat("mp4");
      recorder.setVideoCodecName("libopenh264");
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setFrameRate(5);
      recorder.start();
      for (int i = 0; i < frames; i++) {
        BufferedImage frame = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        frame.getGraphics().drawImage(random(i, 64), 0, 0, null);
        recorder.record(converter.convert(frame));
      }
      recorder.stop();
    }
  }
}
