package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.eval.report.HtmlReport.Thumbnails;
import dev.swath.lab.eval.report.TestResult;
import dev.swath.vlm.ImagePreprocessor;
import dev.swath.vlm.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/** Small pictures of a suite's examples: the images, or two frames of a video. */
record Pictures(Suite suite) implements Thumbnails {

  private static final int LONGER_SIDE = 128;
  private static final int FRAMES = 2;

  @Override
  public List<String> of(TestResult test, TestResult.Answer answer) {
    List<String> pictures = new ArrayList<>();
    try {
      for (Media media : media(test.name(), answer.id())) {
        for (RgbImage image : media.frames(FRAMES)) {
          pictures.add("data:image/png;base64," + Base64.getEncoder().encodeToString(png(image)));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return pictures;
  }

  private List<Media> media(String test, String id) {
    return suite.tests().stream()
        .filter(one -> one.name().equals(test))
        .flatMap(one -> one.examples().stream())
        .filter(example -> example.id().equals(id))
        .findFirst()
        .map(Example::media)
        .orElse(List.of());
  }

  private static byte[] png(RgbImage image) throws IOException {
    double scale = Math.min(1.0, (double) LONGER_SIDE / Math.max(image.width(), image.height()));
    RgbImage small =
        ImagePreprocessor.resize(
            image,
            Math.max(1, (int) (image.width() * scale)),
            Math.max(1, (int) (image.height() * scale)));
    BufferedImage picture =
        new BufferedImage(small.width(), small.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < small.width() * small.height(); i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | small.rgb()[3 * i + c] & 0xff;
      }
      picture.setRGB(i % small.width(), i / small.width(), rgb);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }
}
