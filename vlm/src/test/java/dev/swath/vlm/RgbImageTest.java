package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class RgbImageTest {

  @Test
  void anImageThatWouldBeFarLargerDecodedIsRefusedByItsHeader() throws IOException {
    byte[] png = png(new BufferedImage(20_000, 20_000, BufferedImage.TYPE_BYTE_BINARY));
    assertThat(png).hasSizeLessThan(200_000);
    assertThatThrownBy(() -> RgbImage.decode(png))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("20000 x 20000");
  }

  @Test
  void anImageIsDecodedToItsColours() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0x0a0b0c);
    RgbImage decoded = RgbImage.decode(png(image));
    assertThat(decoded.width()).isEqualTo(3);
    assertThat(decoded.rgb()).endsWith(0x0a, 0x0b, 0x0c);
  }

  @Test
  void aPartOfAnImageHasTheColoursOfItsPixelsHoweverTheyAreKept() {
    BufferedImage bytes = new BufferedImage(7, 5, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage numbers = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < 35; pixel++) {
      int colour = 0x10203 * pixel + 0x400000;
      bytes.setRGB(pixel % 7, pixel / 7, colour);
      numbers.setRGB(pixel % 7, pixel / 7, colour);
    }
    byte[] rgb = RgbImage.of(bytes.getSubimage(2, 1, 4, 3)).rgb();
    assertThat(rgb).isEqualTo(RgbImage.of(numbers.getSubimage(2, 1, 4, 3)).rgb());
    // Column 2 of row 1 is pixel 9.
    assertThat(rgb).startsWith(0x49, 0x12, 0x1b);
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
