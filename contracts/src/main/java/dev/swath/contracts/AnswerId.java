package dev.swath.contracts;

import java.util.ArrayList;
import java.util.List;

/** The id of an answer: the same question to the same model about the same tile, the same id. */
public final class AnswerId {

  private AnswerId() {}

  /**
   * @param scenes the ids of the scenes that were looked at, in time order
   * @param tile the tile key
   * @param task the name of the task
   * @param instruction what was asked
   * @param requestId the id of the question; empty for a standing task
   * @param model the fingerprint of the model
   * @param adapter the adapter; empty for the base model
   * @return a UUID
   */
  public static String of(
      List<String> scenes,
      String tile,
      String task,
      String instruction,
      String requestId,
      String model,
      String adapter) {
    List<String> parts = new ArrayList<>();
    parts.add(Integer.toString(scenes.size()));
    parts.addAll(scenes);
    parts.addAll(List.of(tile, task, instruction, requestId, model, adapter));
    return Ids.of(parts);
  }
}
