package dev.swath.change;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.TileKeys;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.servicekit.Protobuf;
import java.util.List;

/** Reads what the encoder published. */
final class ImageTokens {

  /** Longer ones are no ids, and would not fit into the keys of the state store. */
  private static final int MAX_SCENE_ID = 1024;

  private ImageTokens() {}

  /**
   * @return the visual tokens of an image (with one whole feature map) or a video
   * @throws BadInputException if they are not
   */
  static VisualTokens read(byte[] message) {
    VisualTokens tokens = Protobuf.read(message, VisualTokens.parser());
    if (tokens.getKind() == Kind.VIDEO) {
      return tokens;
    }
    require(tokens.getKind() == Kind.IMAGE, "kind is " + tokens.getKind() + ", not IMAGE or VIDEO");
    require(tokens.getAcquisitionsCount() == 1, "an image has one acquisition");
    require(tokens.getFramesCount() == 1, "an image has one frame");
    int sceneId = tokens.getAcquisitions(0).getSceneId().length();
    require(sceneId > 0, "the scene id is missing");
    require(sceneId <= MAX_SCENE_ID, "the scene id has more than " + MAX_SCENE_ID + " characters");
    require(!tokens.getEncoder().isEmpty(), "the encoder's fingerprint is missing");
    try {
      TileKeys.bounds(tokens.getTile());
      FeatureMaps.check(tokens.getFrames(0));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("visual tokens: " + e.getMessage(), e);
    }
    return tokens;
  }

  static Acquired acquired(VisualTokens tokens) {
    return new Acquired(
        tokens.getAcquisitions(0).getAcquiredMs(),
        tokens.getAcquisitions(0).getSceneId(),
        tokens.getEncoder());
  }

  /** Whether a scene that is known already is only asked something more. */
  static boolean isOnlyAsked(VisualTokens tokens) {
    return tokens.getTasksCount() > 0
        && tokens.getTasksList().stream().allMatch(ImageTokens::isQuestion);
  }

  static List<Task> pairTasks(VisualTokens tokens) {
    return tokens.getTasksList().stream().filter(task -> task.getKind() == Kind.PAIR).toList();
  }

  /** The questions about a change. */
  static List<Task> questions(VisualTokens tokens) {
    return pairTasks(tokens).stream().filter(ImageTokens::isQuestion).toList();
  }

  /** As it is kept: a question is asked once, and tasks of other kinds are not ours. */
  static VisualTokens withStandingPairTasks(VisualTokens tokens) {
    return tokens.toBuilder()
        .clearTasks()
        .addAllTasks(pairTasks(tokens).stream().filter(task -> !isQuestion(task)).toList())
        .build();
  }

  private static boolean isQuestion(Task task) {
    return !task.getRequestId().isEmpty();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new BadInputException("visual tokens: " + otherwise);
    }
  }
}
