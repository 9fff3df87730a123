package dev.swath.vlm;

/**
 * Images to the encoder's input: to a square by padding or by stretching, bicubic to the model's
 * size, then (value / 255 - 0.5) / 0.5.
 *
 * <p>The resampling follows Pillow's 8-bit one to the bit: two passes, the filter (Keys, a = -0.5)
 * widened when shrinking, coefficients in 22-bit fixed point, rounding after each pass.
 */
public final class ImagePreprocessor {

  /** What to do with an image that is not square. */
  public enum Aspect {
    PAD,
    RESIZE
  }

  private static final int BACKGROUND = 127;
  private static final double SUPPORT = 2.0;
  private static final double KEYS = -0.5;
  private static final int PRECISION = 32 - 8 - 2;

  private final int size;
  private final Aspect aspect;

  public ImagePreprocessor(int size, Aspect aspect) {
    this.size = size;
    this.aspect = aspect;
  }

  /** The input [3, size, size] for one image, written at an offset of a batch. */
  public void write(RgbImage image, float[] batch, int offset) {
    byte[] rgb = square(image).rgb();
    int plane = size * size;
    for (int pixel = 0; pixel < plane; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        batch[offset + channel * plane + pixel] = normalise(rgb[pixel * 3 + channel] & 0xff);
      }
    }
  }

  /** The image at the model's size, still in 8 bits. */
  public RgbImage square(RgbImage image) {
    RgbImage whole = aspect == Aspect.PAD ? pad(image) : image;
    return resize(whole, size, size);
  }

  private static float normalise(int value) {
    // The published code rescales in double precision, rounds, and normalises in single precision.
    float unit = (float) (value * 0.00392156862745098);
    return (unit - 0.5f) / 0.5f;
  }

  private static RgbImage pad(RgbImage image) {
    int side = Math.max(image.width(), image.height());
    if (image.width() == image.height()) {
      return image;
    }
    byte[] rgb = new byte[side * side * 3];
    java.util.Arrays.fill(rgb, (byte) BACKGROUND);
    int left = (side - image.width()) / 2;
    int top = (side - image.height()) / 2;
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(
          image.rgb(),
          y * image.width() * 3,
          rgb,
          ((y + top) * side + left) * 3,
          image.width() * 3);
    }
    return new RgbImage(side, side, rgb);
  }

  /** Pillow's bicubic {@code resize}. */
  public static RgbImage resize(RgbImage image, int width, int height) {
    byte[] rgb = image.rgb();
    if (width != image.width()) {
      rgb = resampleRows(rgb, image.width(), image.height(), width);
    }
    if (height != image.height()) {
      rgb = transpose(rgb, width, image.height());
      rgb = resampleRows(rgb, image.height(), width, height);
      rgb = transpose(rgb, height, width);
    }
    return new RgbImage(width, height, rgb);
  }

  private static byte[] resampleRows(byte[] in, int width, int rows, int newWidth) {
    Kernel kernel = Kernel.of(width, newWidth);
    byte[] out = new byte[newWidth * rows * 3];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < newWidth; x++) {
        int first = kernel.first[x];
        int[] weights = kernel.weights[x];
        for (int channel = 0; channel < 3; channel++) {
          int sum = 1 << (PRECISION - 1);
          for (int k = 0; k < weights.length; k++) {
            sum += (in[(y * width + first + k) * 3 + channel] & 0xff) * weights[k];
          }
          int value = sum >> PRECISION;
          out[(y * newWidth + x) * 3 + channel] = (byte) Math.max(0, Math.min(255, value));
        }
      }
    }
    return out;
  }

  private static byte[] transpose(byte[] in, int width, int height) {
    byte[] out = new byte[in.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        System.arraycopy(in, (y * width + x) * 3, out, (x * height + y) * 3, 3);
      }
    }
    return out;
  }

  /** For each output position: the first input position and the fixed-point weights from there. */
  private record Kernel(int[] first, int[][] weights) {

    static Kernel of(int in, int out) {
      double scale = (double) in / out;
      double filterScale = Math.max(scale, 1.0);
      double support = SUPPORT * filterScale;
      int[] first = new int[out];
      int[][] weights = new int[out][];
      for (int x = 0; x < out; x++) {
        double centre = (x + 0.5) * scale;
        int low = Math.max(0, (int) (centre - support + 0.5));
        int high = Math.min(in, (int) (centre + support + 0.5));
        double[] raw = new double[high - low];
        double sum = 0;
        for (int k = 0; k < raw.length; k++) {
          raw[k] = cubic((k + low - centre + 0.5) * (1.0 / filterScale));
          sum += raw[k];
        }
        first[x] = low;
        weights[x] = new int[raw.length];
        for (int k = 0; k < raw.length; k++) {
          double weight = (sum == 0 ? raw[k] : raw[k] / sum) * (1 << PRECISION);
          weights[x][k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
        }
      }
      return new Kernel(first, weights);
    }

    private static double cubic(double x) {
      double t = Math.abs(x);
      if (t < 1) {
        return ((KEYS + 2) * t - (KEYS + 3)) * t * t + 1;
      }
      return t < 2 ? (((t - 5) * t + 8) * t - 4) * KEYS : 0;
    }
  }
}
