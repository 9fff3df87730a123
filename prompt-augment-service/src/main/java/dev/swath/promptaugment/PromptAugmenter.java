package dev.swath.promptaugment;

import dev.swath.contracts.v1.PromptPart;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.PromptTemplate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Renders one prompt for each task of an observation, with the base model's clue if clues are on.
 */
final class PromptAugmenter {
  private final PromptTemplate template;
  private final Optional<ClueAsker> clues;

  /**
   * @param clues asks for the clues; empty if prompts shall carry none
   */
  PromptAugmenter(PromptTemplate template, Optional<ClueAsker> clues) {
    this.template = template;
    this.clues = clues;
  }

  /**
   * Reads a message.
   *
   * @throws dev.swath.servicekit.BadInputException if it contradicts itself, or if something is
   *     asked of features that the base model cannot read
   */
  Asked read(VisualTokens message) {
    Asked asked = Asked.of(message);
    if (!asked.tasks().isEmpty()) {
      clues.ifPresent(asker -> asker.check(message));
    }
    return asked;
  }

  /** For each observation, in order: its prompts, or empty if nothing is asked of it. */
  List<Optional<Prompts>> augment(List<Asked> observations) {
    List<Asked> asked = observations.stream().filter(o -> !o.tasks().isEmpty()).toList();
    long start = System.nanoTime();
    Iterator<Optional<String>> answers = clues(asked).iterator();
    double clueMs = (System.nanoTime() - start) / 1e6;
    List<Optional<Prompts>> prompts = new ArrayList<>();
    for (Asked observation : observations) {
      prompts.add(
          observation.tasks().isEmpty()
              ? Optional.empty()
              : Optional.of(render(observation, answers.next(), clueMs)));
    }
    return prompts;
  }

  private List<Optional<String>> clues(List<Asked> asked) {
    return clues
        .map(
            asker ->
                asker.ask(
                    asked.stream().map(a -> new ClueAsker.Frames(a.kind(), a.frames())).toList()))
        .orElseGet(() -> Collections.nCopies(asked.size(), Optional.empty()));
  }

  private Prompts render(Asked asked, Optional<String> clue, double clueMs) {
    Prompts.Builder prompts =
        Prompts.newBuilder()
            .setTile(asked.message().getTile())
            .setKind(asked.message().getKind())
            .addAllAcquisitions(asked.message().getAcquisitionsList())
            .setEncoder(asked.message().getEncoder())
            .addAllImages(asked.images())
            .setClue(clue.orElse(""))
            .putAllStagesMs(asked.message().getStagesMsMap());
    if (clues.isPresent()) {
      prompts.putStagesMs("clue", clueMs);
    }
    for (Task task : asked.tasks()) {
      Prompt prompt =
          template.answer(asked.kind(), asked.images().size(), task.getInstruction(), clue);
      PromptedTask.Builder prompted = PromptedTask.newBuilder().setTask(task);
      prompt.parts().forEach(part -> prompted.addPrompt(toMessage(part)));
      prompts.addTasks(prompted);
    }
    return prompts.build();
  }

  private static PromptPart toMessage(Prompt.Part part) {
    PromptPart.Builder message = PromptPart.newBuilder();
    if (part instanceof Prompt.Template template) {
      message.setTemplate(template.text());
    } else if (part instanceof Prompt.Text text) {
      message.setText(text.text());
    } else if (part instanceof Prompt.Image image) {
      message.setImage(image.index());
    }
    return message.build();
  }
}
