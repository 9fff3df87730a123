package dev.swath.promptaugment;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.vlm.ImageKind;
import java.util.List;

/**
 * An observation and what is asked of it: the tasks of its own kind.
 *
 * @param message the observation as it came
 * @param kind its kind
 * @param frames what the base model looks at for a clue
 * @param images what the answer is decoded from: the frame, the fused features of a pair, or the
 *     frames of a video; as they came
 * @param tasks what is asked; never empty of the wrong kind, but empty if nothing is asked
 */
record Asked(
    VisualTokens message,
    ImageKind kind,
    List<dev.swath.vlm.FeatureMap> frames,
    List<FeatureMap> images,
    List<Task> tasks) {

  /**
   * Reads an observation.
   *
   * @throws BadInputException if the message contradicts itself; the text says how
   */
  static Asked of(VisualTokens message) {
    ImageKind kind = kind(message);
    List<FeatureMap> images =
        kind == ImageKind.PAIR ? List.of(message.getFused()) : message.getFramesList();
    List<Task> tasks =
        message.getTasksList().stream().filter(t -> t.getKind() == message.getKind()).toList();
    // Most messages of a kind that nobody asks about carry megabytes: unpack only what is used.
    List<dev.swath.vlm.FeatureMap> frames =
        tasks.isEmpty()
            ? List.of()
            : message.getFramesList().stream().map(Asked::features).toList();
    return new Asked(message, kind, frames, images, tasks);
  }

  private static ImageKind kind(VisualTokens message) {
    int frames = message.getFramesCount();
    return switch (message.getKind()) {
      case IMAGE -> {
        require(frames == 1, message, "an image has one frame, this one has " + frames);
        yield ImageKind.IMAGE;
      }
      case VIDEO -> {
        require(frames > 0, message, "a video has at least one frame, this one has none");
        yield ImageKind.VIDEO;
      }
      case PAIR -> {
        require(frames == 2, message, "a pair has two frames, this one has " + frames);
        require(message.hasFused(), message, "a pair has fused features, this one has none");
        yield ImageKind.PAIR;
      }
      default -> {
        require(false, message, "unknown kind " + message.getKindValue());
        yield null;
      }
    };
  }

  private static dev.swath.vlm.FeatureMap features(FeatureMap map) {
    try {
      return new dev.swath.vlm.FeatureMap(map.getTokens(), map.getWidth(), FeatureMaps.unpack(map));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private static void require(boolean holds, VisualTokens message, String otherwise) {
    if (!holds) {
      throw new BadInputException("tile " + message.getTile() + ": " + otherwise);
    }
  }
}
