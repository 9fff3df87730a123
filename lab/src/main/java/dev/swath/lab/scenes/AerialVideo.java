package dev.swath.lab.scenes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/**
 * Renders a short flight over a made-up suburb, 0.5 m a pixel: the camera pans along a street with
 * houses and trees, on which cars drive.
 */
final class AerialVideo {

  static final int WIDTH = 320;
  static final int HEIGHT = 240;
  static final int FRAMES = 48;
  static final int FRAMES_PER_SECOND = 12;

  /** Ground sample distance, m. */
  static final double PIXEL = 0.5;

  /** How far the camera moves between two frames, px. */
  private static final int PAN = 4;

  /** What is under the camera during the flight, px. */
  static final int GROUND_WIDTH = WIDTH + PAN * (FRAMES - 1);

  private static final int STREET = 20;
  private static final int STREET_TOP = (HEIGHT - STREET) / 2;
  private static final int PLOT = 52;
  private static final int CARS = 14;

  private static final Color[] ROOFS = {
    new Color(150, 82, 66),
    new Color(128, 70, 60),
    new Color(120, 118, 118),
    new Color(168, 150, 130)
  };
  private static final Color[] PAINTS = {
    new Color(235, 235, 235), new Color(40, 42, 48), new Color(150, 30, 30), new Color(60, 80, 130)
  };

  private final Noise choice;
  private final Noise texture;

  AerialVideo(Noise noise) {
    this.choice = noise.channel(6);
    this.texture = noise.channel(7);
  }

  /**
   * Writes the flight as H.264 in MP4, {@value #WIDTH} x {@value #HEIGHT} px, {@value #FRAMES}
   * frames.
   *
   * @throws IOException if the file cannot be written or FFmpeg has no H.264 encoder
   */
  void write(Path file) throws IOException {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    BufferedImage ground = ground();
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      recorder.setFormat("mp4");
      // The bundled FFmpeg is the LGPL build: it has no x264, and would fall back to MPEG-4.
      recorder.setVideoCodecName("libopenh264");
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setFrameRate(FRAMES_PER_SECOND);
      recorder.setVideoBitrate(1_500_000);
      // One thread and no encoder's name or date in the file: the same flight gives the same bytes.
      recorder.setVideoOption("threads", "1");
      recorder.setOption("fflags", "bitexact");
      recorder.start();
      for (int frame = 0; frame < FRAMES; frame++) {
        recorder.record(converter.convert(frame(ground, frame)));
      }
      recorder.stop();
    }
  }

  /** One frame: the part of the ground under the camera, and the cars where they are by then. */
  BufferedImage frame(BufferedImage ground, int frame) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.drawImage(ground, -PAN * frame, 0, null);
    for (int car = 0; car < CARS; car++) {
      boolean eastward = car % 2 == 0;
      double start = (car + 0.7 * choice.at(car, 1)) * GROUND_WIDTH / CARS;
      double x = start + (eastward ? 1 : -1) * 2.5 * frame - PAN * frame;
      int y = STREET_TOP + (eastward ? STREET - 8 : 3);
      graphics.setColor(pick(PAINTS, car, 2));
      graphics.fillRect((int) Math.round(x), y, 9, 4);
      graphics.setColor(new Color(70, 80, 92));
      graphics.fillRect((int) Math.round(x) + 3, y + 1, 3, 2);
    }
    graphics.dispose();
    return image;
  }

  /** Everything that does not move. */
  BufferedImage ground() {
    BufferedImage ground = new BufferedImage(GROUND_WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = ground.createGraphics();
    graphics.setColor(new Color(96, 124, 70));
    graphics.fillRect(0, 0, GROUND_WIDTH, HEIGHT);
    graphics.setColor(new Color(176, 172, 164));
    graphics.fillRect(0, STREET_TOP - 4, GROUND_WIDTH, STREET + 8);
    graphics.setColor(new Color(112, 112, 116));
    graphics.fillRect(0, STREET_TOP, GROUND_WIDTH, STREET);
    graphics.setColor(new Color(225, 225, 215));
    for (int x = 0; x < GROUND_WIDTH; x += 16) {
      graphics.fillRect(x, STREET_TOP + STREET / 2, 8, 1);
    }
    for (int plot = 0; plot * PLOT < GROUND_WIDTH; plot++) {
      plot(graphics, plot, STREET_TOP - 14 - 36, 36);
      plot(graphics, plot + 1000, STREET_TOP + STREET + 14, -8);
    }
    graphics.dispose();
    grain(ground);
    return ground;
  }

  /** A house with its drive and garden. */
  private void plot(Graphics2D graphics, int plot, int top, int drive) {
    int left = plot % 1000 * PLOT + (int) (8 * choice.at(plot, 3));
    int width = 28 + (int) (8 * choice.at(plot, 4));
    graphics.setColor(new Color(160, 156, 150));
    graphics.fillRect(left + 4, top + Math.min(drive, 0) - 6, 6, 20 + Math.abs(drive));
    graphics.setColor(new Color(52, 62, 46));
    graphics.fillRect(left + 3, top + 3, width, 36); // the shadow
    Color roof = pick(ROOFS, plot, 5);
    graphics.setColor(roof);
    graphics.fillRect(left, top, width, 18);
    graphics.setColor(roof.darker());
    graphics.fillRect(left, top + 18, width, 18); // the side away from the sun
    for (int tree = 0; tree < 4; tree++) {
      int x = left + (int) (PLOT * choice.at(plot, 10 + tree)) - 8;
      int away = 24 + (int) (34 * choice.at(plot, 20 + tree));
      int y = top < HEIGHT / 2 ? top - away : top + 36 + away - 20;
      int size = 11 + (int) (9 * choice.at(plot, 30 + tree));
      graphics.setColor(new Color(44, 56, 38));
      graphics.fillOval(x + 3, y + 3, size, size);
      graphics.setColor(new Color(54, 86 + (int) (24 * choice.at(plot, 40 + tree)), 48));
      graphics.fillOval(x, y, size, size);
    }
  }

  /** Grass, tiles and asphalt are not even. */
  private void grain(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        double factor = 1 + 0.1 * texture.smooth(x, y, 2.5) + 0.08 * texture.smooth(x, y, 24);
        int rgb = image.getRGB(x, y);
        int grained = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
          int value = (int) Math.round((rgb >> shift & 0xFF) * factor);
          grained |= Math.max(0, Math.min(255, value)) << shift;
        }
        image.setRGB(x, y, grained);
      }
    }
  }

  private Color pick(Color[] colours, long x, long y) {
    return colours[(int) (choice.at(x, y) * colours.length)];
  }
}
