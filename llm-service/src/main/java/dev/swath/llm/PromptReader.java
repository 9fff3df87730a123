package dev.swath.llm;

import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.PromptPart;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.servicekit.BadInputException;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/** Turns a message into requests that the model can decode, or says why it cannot be done. */
final class PromptReader {
  private final String encoder;
  private final Set<String> adapters;
  private final LlmSettings settings;

  /**
   * @param encoder the fingerprint of the encoder that the model was made for
   * @param adapters the adapters that are loaded
   */
  PromptReader(String encoder, Set<String> adapters, LlmSettings settings) {
    this.encoder = encoder;
    this.adapters = Set.copyOf(adapters);
    this.settings = settings;
  }

  /**
   * One request a task, in order.
   *
   * @throws BadInputException if the message contradicts itself, or was made by another encoder, or
   *     asks for an adapter that is not loaded; the text says what to do
   */
  List<GenerationRequest> requests(Prompts prompts) {
    require(
        prompts.getEncoder().equals(encoder),
        "tile %s: its features come from the encoder %s, this model decodes features of %s only;"
            + " let encoder-service and llm-service use the same model",
        prompts.getTile(),
        prompts.getEncoder(),
        encoder);
    require(prompts.getAcquisitionsCount() > 0, "tile %s: no acquisition", prompts.getTile());
    List<FeatureMap> images = prompts.getImagesList().stream().map(PromptReader::features).toList();
    List<GenerationRequest> requests = new ArrayList<>();
    for (PromptedTask task : prompts.getTasksList()) {
      requests.add(request(prompts.getTile(), images, task));
    }
    return requests;
  }

  private GenerationRequest request(String tile, List<FeatureMap> images, PromptedTask task) {
    String adapter = task.getTask().getAdapter();
    require(
        adapter.isEmpty() || adapters.contains(adapter),
        "tile %s, task '%s': the adapter '%s' is not loaded; loaded are %s; put it into the"
            + " model's folder as adapters/%s or name it in swath.llm.adapters",
        tile,
        task.getTask().getName(),
        adapter,
        new TreeSet<>(adapters),
        adapter);
    List<Prompt.Part> parts = task.getPromptList().stream().map(PromptReader::part).toList();
    return new GenerationRequest(
        new Prompt(parts),
        images,
        adapter,
        task.getTask().getAllowedAnswersList(),
        settings.maxTokens(),
        settings.temperature(),
        seed(tile, task));
  }

  private static FeatureMap features(dev.swath.contracts.v1.FeatureMap map) {
    try {
      return new FeatureMap(map.getTokens(), map.getWidth(), FeatureMaps.unpack(map));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private static Prompt.Part part(PromptPart part) {
    return switch (part.getPartCase()) {
      case TEMPLATE -> new Prompt.Template(part.getTemplate());
      case TEXT -> new Prompt.Text(part.getText());
      case IMAGE -> new Prompt.Image(part.getImage());
      case PART_NOT_SET -> throw new BadInputException("a part of a prompt is not set");
    };
  }

  /** The same task on the same tile draws the same tokens, so that a replay repeats the answer. */
  private static long seed(String tile, PromptedTask task) {
    CRC32 hash = new CRC32();
    hash.update(tile.getBytes(StandardCharsets.UTF_8));
    hash.update(task.getTask().toByteArray());
    return hash.getValue();
  }

  private static void require(boolean holds, String otherwise, Object... args) {
    if (!holds) {
      throw new BadInputException(otherwise.formatted(args));
    }
  }
}
