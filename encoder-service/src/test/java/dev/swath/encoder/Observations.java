package dev.swath.encoder;

import com.google.protobuf.ByteString;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Observations for tests. */
final class Observations {

  private Observations() {}

  /** One frame for each red. */
  static Observation of(Kind kind, String scene, int... reds) {
    Observation.Builder observation =
        Observation.newBuilder()
            .setTile("12/1/2")
            .setKind(kind)
            .setAcquisition(Acquisition.newBuilder().setSceneId(scene).setAcquiredMs(1000))
            .addTasks(Task.newBuilder().setName("caption").setKind(kind).setInstruction("Say."))
            .putStagesMs("ingest", 12.0);
    for (int red : reds) {
      observation.addFrames(Frame.newBuilder().setPng(png(red)));
    }
    return observation.build();
  }

  private static ByteString png(int red) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, red << 16 | i);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.copyFrom(out.toByteArray());
  }
}
