package dev.swath.change;

import dev.swath.vlm.FeatureMap;
import java.util.List;

/** The change module as this service sees it. */
@FunctionalInterface
interface PairFuser {

  /** One fused map for each pair (before[i], after[i]), in order. */
  List<FeatureMap> fuse(List<FeatureMap> before, List<FeatureMap> after);
}
