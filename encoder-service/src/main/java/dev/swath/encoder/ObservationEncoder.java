package dev.swath.encoder;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.FeatureMap.Encoding;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.vlm.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes the frames of several observations together: a network's forward pass costs little more
 * for 32 frames than for one. Thread-safe if its network is.
 */
final class ObservationEncoder {

  private static final String STAGE = "encode";

  private final FrameEncoder network;
  private final String fingerprint;
  private final int batchSize;
  private final Encoding wire;

  /**
   * @param fingerprint the network's
   * @param batchSize frames in one forward pass at most
   * @param wire how feature maps travel
   */
  ObservationEncoder(FrameEncoder network, String fingerprint, int batchSize, Encoding wire) {
    this.network = network;
    this.fingerprint = fingerprint;
    this.batchSize = batchSize;
    this.wire = wire;
  }

  /** The visual tokens of each observation, in order. */
  List<VisualTokens> encode(List<DecodedObservation> observations) {
    long start = System.nanoTime();
    List<FeatureMap> features = encodeFrames(observations);
    // Each observation waited for the whole batch.
    double milliseconds = (System.nanoTime() - start) / 1e6;
    List<VisualTokens> results = new ArrayList<>();
    int from = 0;
    for (DecodedObservation decoded : observations) {
      int to = from + decoded.images().size();
      results.add(tokens(decoded.observation(), features.subList(from, to), milliseconds));
      from = to;
    }
    return results;
  }

  private List<FeatureMap> encodeFrames(List<DecodedObservation> observations) {
    List<RgbImage> images =
        observations.stream().flatMap(decoded -> decoded.images().stream()).toList();
    List<FeatureMap> features = new ArrayList<>(images.size());
    for (int from = 0; from < images.size(); from += batchSize) {
      int to = Math.min(images.size(), from + batchSize);
      for (dev.swath.vlm.FeatureMap map : network.encode(images.subList(from, to))) {
        features.add(FeatureMaps.pack(map.values(), map.tokens(), map.width(), wire));
      }
    }
    return features;
  }

  private VisualTokens tokens(
      Observation observation, List<FeatureMap> features, double milliseconds) {
    return VisualTokens.newBuilder()
        .setTile(observation.getTile())
        .setKind(observation.getKind())
        .addAcquisitions(observation.getAcquisition())
        .setEncoder(fingerprint)
        .addAllFrames(features)
        .addAllTasks(observation.getTasksList())
        .putAllStagesMs(observation.getStagesMsMap())
        .putStagesMs(STAGE, milliseconds)
        .build();
  }
}
