package dev.swath.encoder;

import dev.swath.contracts.TileKeys;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.servicekit.BadInputException;
import dev.swath.servicekit.Protobuf;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An observation whose frames are known to be images. */
record DecodedObservation(Observation observation, List<RgbImage> images) {

  DecodedObservation {
    images = List.copyOf(images);
  }

  /**
   * @throws BadInputException if it is no observation or one of its frames is no image
   */
  static DecodedObservation read(byte[] message) {
    Observation observation = Protobuf.read(message, Observation.parser());
    check(observation);
    List<RgbImage> images = new ArrayList<>();
    for (Frame frame : observation.getFramesList()) {
      try {
        images.add(RgbImage.decode(frame.getPng().toByteArray()));
      } catch (IOException | IllegalArgumentException e) {
        throw new BadInputException(
            "frame %d of %d of tile '%s' of scene '%s' is no readable image: %s"
                .formatted(
                    images.size() + 1,
                    observation.getFramesCount(),
                    observation.getTile(),
                    observation.getAcquisition().getSceneId(),
                    e.getMessage()),
            e);
      }
    }
    return new DecodedObservation(observation, images);
  }

  private static void check(Observation observation) {
    try {
      TileKeys.bounds(observation.getTile());
    } catch (IllegalArgumentException e) {
      throw new BadInputException("observation: " + e.getMessage(), e);
    }
    int frames = observation.getFramesCount();
    Kind kind = observation.getKind();
    boolean fits =
        switch (kind) {
          case IMAGE -> frames == 1;
          case VIDEO -> frames >= 1;
          default -> false;
        };
    if (!fits) {
      throw new BadInputException(
          "observation of kind %s with %d frames: an IMAGE has one frame, a VIDEO at least one"
              .formatted(kind, frames));
    }
    if (observation.getAcquisition().getSceneId().isEmpty()) {
      throw new BadInputException("observation without acquisition.scene_id");
    }
  }
}
