package dev.swath.lab.dataset;

import dev.swath.vlm.ImageKind;
import java.util.List;

/**
 * One instruction of a dataset with its reference answers.
 *
 * @param id unique in its dataset and the same in every run
 * @param type the dataset's own name for the kind of question, such as "presence"; may be empty
 * @param media one image or video; two, before and after, for a pair
 * @param answers at least one reference; the first is the one to train on where only one can be
 * @param group the image or place that decides the split: examples of one group are on one side
 */
public record Example(
    String id,
    ImageKind kind,
    Task task,
    String type,
    List<Media> media,
    String instruction,
    List<String> answers,
    String group,
    Split split) {

  public Example {
    media = List.copyOf(media);
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("example " + id + " has no answer");
    }
  }
}
