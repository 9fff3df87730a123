package dev.swath.llm;

import dev.swath.contracts.Answer;
import dev.swath.contracts.AnswerId;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.vlm.Calibration;
import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Decodes one answer for each task. All tasks of all given observations are decoded together, with
 * those of other threads; each kind of task is a lane of its own. Thread-safe.
 */
final class Answerer {
  private final Decoder decoder;
  private final Model model;
  private final Clock clock;

  /**
   * The model that answers.
   *
   * @param name for people
   * @param fingerprint for ids
   * @param calibration how its probabilities are read as confidences
   */
  record Model(String name, String fingerprint, Calibration calibration) {
    String label() {
      return name + "@" + fingerprint;
    }
  }

  Answerer(Decoder decoder, Model model, Clock clock) {
    this.decoder = decoder;
    this.model = model;
    this.clock = clock;
  }

  /**
   * A message and its requests, one a task.
   *
   * @param traceId its trace; null if there is none
   */
  record Asked(Prompts prompts, List<GenerationRequest> requests, String traceId) {}

  /** For each observation, in order, the answers to its tasks, in order. */
  List<List<Answer>> answer(List<Asked> observations) {
    List<GenerationRequest> rows =
        observations.stream().flatMap(o -> o.requests().stream()).toList();
    List<String> lanes =
        observations.stream()
            .flatMap(o -> o.prompts().getTasksList().stream())
            .map(task -> task.getTask().getName())
            .toList();
    long start = System.nanoTime();
    List<Completion> completions = decoder.generate(rows, lanes);
    double decodeMs = (System.nanoTime() - start) / 1e6;
    Iterator<Completion> next = completions.iterator();
    return observations.stream()
        .map(
            observation ->
                observation.prompts().getTasksList().stream()
                    .map(t -> answer(observation, t.getTask(), next.next(), decodeMs))
                    .toList())
        .toList();
  }

  private Answer answer(Asked asked, Task task, Completion completion, double decodeMs) {
    Prompts prompts = asked.prompts();
    List<String> scenes =
        prompts.getAcquisitionsList().stream().map(Acquisition::getSceneId).toList();
    List<Instant> acquired =
        prompts.getAcquisitionsList().stream()
            .map(a -> Instant.ofEpochMilli(a.getAcquiredMs()))
            .toList();
    String id =
        AnswerId.of(
            scenes,
            prompts.getTile(),
            task.getName(),
            task.getInstruction(),
            task.getRequestId(),
            model.fingerprint(),
            task.getAdapter());
    Map<String, Double> stages = new HashMap<>(prompts.getStagesMsMap());
    stages.put("decode", decodeMs);
    return Answer.of(
        id,
        "/swath/llm",
        clock.instant(),
        new Answer.Properties(
            task.getName(),
            task.getInstruction(),
            completion.text(),
            model.calibration().confidence(completion, task.getAdapter()),
            prompts.getClue().isEmpty() ? null : prompts.getClue(),
            scenes,
            acquired,
            prompts.getTile(),
            model.label(),
            task.getAdapter(),
            task.getRequestId().isEmpty() ? null : task.getRequestId(),
            asked.traceId(),
            stages));
  }
}
