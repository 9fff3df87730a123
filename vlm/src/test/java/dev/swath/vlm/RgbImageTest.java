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

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
