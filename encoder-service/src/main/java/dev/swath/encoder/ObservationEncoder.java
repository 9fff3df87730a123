package dev.swath.encoder;

import com.google.protobuf.ByteString;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.Halving;
import dev.swath.vlm.RgbImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes the frames of several observations together, and those that are alike, or were seen a
 * while ago, once. Thread-safe if its network is.
 */
final class ObservationEncoder {

  private static final String STAGE = "encode";

  private final FrameEncoder network;
  private final String fingerprint;
  private final int batchSize;
  private final FeatureCache cache;

  /**
   * @param fingerprint the network's
   * @param batchSize frames in one forward pass at most; fewer where memory is too small for them
   */
  ObservationEncoder(FrameEncoder network, String fingerprint, int batchSize, FeatureCache cache) {
    this.network = network;
    this.fingerprint = fingerprint;
    this.batchSize = batchSize;
    this.cache = cache;
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
    List<ByteString> keys = new ArrayList<>();
    Map<ByteString, FeatureMap> features = new HashMap<>();
    Map<ByteString, RgbImage> missing = new LinkedHashMap<>();
    for (DecodedObservation decoded : observations) {
      for (int i = 0; i < decoded.images().size(); i++) {
        ByteString key = FeatureCache.key(decoded.observation().getFrames(i).getPng());
        keys.add(key);
        if (!features.containsKey(key) && !missing.containsKey(key)) {
          RgbImage image = decoded.images().get(i);
          cache
              .get(key)
              .ifPresentOrElse(map -> features.put(key, map), () -> missing.put(key, image));
        }
      }
    }
    encode(missing, features);
    return keys.stream().map(features::get).toList();
  }

  private void encode(Map<ByteString, RgbImage> missing, Map<ByteString, FeatureMap> features) {
    List<ByteString> keys = List.copyOf(missing.keySet());
    for (int from = 0; from < keys.size(); from += batchSize) {
      List<ByteString> part = keys.subList(from, Math.min(keys.size(), from + batchSize));
      List<FeatureMap> maps =
          Halving.work(part.stream().map(missing::get).toList(), network::encode);
      for (int i = 0; i < maps.size(); i++) {
        features.put(part.get(i), maps.get(i));
        cache.put(part.get(i), maps.get(i));
      }
    }
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
