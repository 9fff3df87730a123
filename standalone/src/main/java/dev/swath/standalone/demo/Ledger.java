package dev.swath.standalone.demo;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Question;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps account of one run: what was sent, which answers follow from what flows through the topics,
 * and which have come. Not thread-safe.
 */
final class Ledger {
  private final Set<String> scenes = new LinkedHashSet<>();
  private final Set<String> questions = new LinkedHashSet<>();
  private final Set<String> seenScenes = new HashSet<>();
  private final Set<String> seenQuestions = new HashSet<>();
  private final Set<Due> due = new LinkedHashSet<>();
  private final Set<Due> given = new HashSet<>();
  private final List<String> deadLetters = new ArrayList<>();
  private final Map<String, TreeMap<Long, String>> passes = new HashMap<>();
  private final Set<List<String>> pairs = new HashSet<>();

  /** One answer that has to come. A list of two scenes is a pair, the earlier one first. */
  record Due(
      List<String> scenes,
      String tile,
      String task,
      String instruction,
      String requestId,
      String adapter) {

    private static Due of(List<String> scenes, String tile, Task task) {
      return new Due(
          scenes,
          tile,
          task.getName(),
          task.getInstruction(),
          task.getRequestId(),
          task.getAdapter());
    }

    private static Due of(Answer.Properties p) {
      String request = Optional.ofNullable(p.requestId()).orElse("");
      return new Due(p.scenes(), p.tile(), p.task(), p.instruction(), request, p.adapter());
    }

    @Override
    public String toString() {
      return "'%s' for tile %s of %s".formatted(task, tile, String.join(" and ", scenes));
    }
  }

  /** A scene was sent. */
  void sent(Scene scene) {
    scenes.add(scene.id());
  }

  /** A question was sent. */
  void sent(Question question) {
    questions.add(question.id());
  }

  /** A tile of a scene came by: its image or video is asked the tasks of its kind. */
  void observed(Observation observation) {
    String scene = observation.getAcquisition().getSceneId();
    if (!scenes.contains(scene)) {
      return;
    }
    seenScenes.add(scene);
    for (Task task : observation.getTasksList()) {
      seenQuestions.add(task.getRequestId());
      if (task.getKind() == observation.getKind()) {
        due.add(Due.of(List.of(scene), observation.getTile(), task));
      } else if (task.getKind() == Kind.PAIR && task.getRequestId().isEmpty()) {
        passes
            .computeIfAbsent(observation.getTile(), tile -> new TreeMap<>())
            .put(observation.getAcquisition().getAcquiredMs(), scene);
      }
    }
  }

  /** A pair came by: it is asked its tasks. */
  void paired(VisualTokens pair) {
    List<String> both = pair.getAcquisitionsList().stream().map(Acquisition::getSceneId).toList();
    if (both.stream().noneMatch(scenes::contains)) {
      return;
    }
    pairs.add(pairKey(pair.getTile(), both));
    pair.getTasksList().stream()
        .filter(task -> task.getKind() == Kind.PAIR)
        .forEach(task -> due.add(Due.of(both, pair.getTile(), task)));
  }

  /** An answer came; false if it belongs to another run, or had come before. */
  boolean answered(Answer answer) {
    Answer.Properties properties = answer.data().properties();
    return properties.scenes().stream().anyMatch(scenes::contains) && given.add(Due.of(properties));
  }

  /** Something was given up. */
  void deadLetter(String what) {
    deadLetters.add(what);
  }

  int answers() {
    return given.size();
  }

  int expected() {
    return due.size();
  }

  /**
   * What is wrong with this run, now that nothing is on its way any more; empty if all is well.
   *
   * @param fresh whether no scene was there before this run, so that each consecutive pair of
   *     passes over a tile must have come by
   */
  List<String> problems(boolean fresh) {
    List<String> problems = new ArrayList<>(deadLetters);
    scenes.stream()
        .filter(scene -> !seenScenes.contains(scene))
        .forEach(scene -> problems.add("scene " + scene + " gave no tile"));
    questions.stream()
        .filter(question -> !seenQuestions.contains(question))
        .forEach(question -> problems.add("question " + question + " was not put to any tile"));
    due.stream()
        .filter(answer -> !given.contains(answer))
        .forEach(answer -> problems.add("no answer to " + answer));
    if (fresh) {
      passes.forEach((tile, scenesByTime) -> unpaired(tile, scenesByTime, problems));
    }
    return problems;
  }

  private void unpaired(String tile, TreeMap<Long, String> byTime, List<String> problems) {
    String before = null;
    for (String after : byTime.values()) {
      if (before != null && !pairs.contains(pairKey(tile, List.of(before, after)))) {
        problems.add("tile %s: %s and %s were not paired".formatted(tile, before, after));
      }
      before = after;
    }
  }

  private static List<String> pairKey(String tile, List<String> scenes) {
    List<String> key = new ArrayList<>(scenes);
    key.add(0, tile);
    return key;
  }
}
