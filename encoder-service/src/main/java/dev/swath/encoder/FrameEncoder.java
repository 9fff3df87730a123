package dev.swath.encoder;

import dev.swath.contracts.v1.FeatureMap;
import dev.swath.vlm.RgbImage;
import java.util.List;

/** The network as this service sees it. */
@FunctionalInterface
interface FrameEncoder {

  /** One feature map an image, in order, as it travels. */
  List<FeatureMap> encode(List<RgbImage> images);
}
