package dev.swath.change;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.Halving;
import dev.swath.vlm.FeatureMap;
import java.util.ArrayList;
import java.util.List;

/** Fuses pairs of acquisitions into change features. Thread-safe if its fuser is. */
final class ChangeTokens {

  private static final String STAGE = "change";

  private final PairFuser fuser;

  ChangeTokens(PairFuser fuser) {
    this.fuser = fuser;
  }

  /**
   * One pair and what is asked of it.
   *
   * @param before the features of the earlier acquisition
   * @param after the features of the later one
   * @param tasks not empty, all of kind PAIR
   */
  record Request(VisualTokens before, VisualTokens after, List<Task> tasks) {}

  /** The fused pairs, in order; as many as memory holds go through the network together. */
  List<VisualTokens> fuse(List<Request> requests) {
    return requests.isEmpty() ? List.of() : Halving.work(requests, this::fuseTogether);
  }

  private List<VisualTokens> fuseTogether(List<Request> requests) {
    long start = System.nanoTime();
    List<FeatureMap> fused =
        fuser.fuse(
            requests.stream().map(request -> features(request.before())).toList(),
            requests.stream().map(request -> features(request.after())).toList());
    double milliseconds = (System.nanoTime() - start) / 1e6;
    List<VisualTokens> results = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      results.add(tokens(requests.get(i), fused.get(i), milliseconds));
    }
    return results;
  }

  private static FeatureMap features(VisualTokens tokens) {
    dev.swath.contracts.v1.FeatureMap map = tokens.getFrames(0);
    return new FeatureMap(map.getTokens(), map.getWidth(), FeatureMaps.unpack(map));
  }

  private static VisualTokens tokens(Request request, FeatureMap fused, double milliseconds) {
    VisualTokens after = request.after();
    return VisualTokens.newBuilder()
        .setTile(after.getTile())
        .setKind(Kind.PAIR)
        .addAcquisitions(request.before().getAcquisitions(0))
        .addAcquisitions(after.getAcquisitions(0))
        .setEncoder(after.getEncoder())
        .addFrames(request.before().getFrames(0))
        .addFrames(after.getFrames(0))
        .setFused(
            FeatureMaps.pack(
                fused.values(), fused.tokens(), fused.width(), after.getFrames(0).getEncoding()))
        .addAllTasks(request.tasks())
        .putAllStagesMs(after.getStagesMsMap())
        .putStagesMs(STAGE, milliseconds)
        .build();
  }
}
