package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.instruct.Instructions;
import java.util.List;
import java.util.Locale;

/** What a line of JSON lines asks, and the answers to it. */
record Asked(Task task, String type, String instruction, List<String> answers) {

  /** Reads one of the three shapes of {@link JsonLinesReader}. */
  static Asked of(JsonNode node) throws BadRecordException {
    if (node.has("captions")) {
      return new Asked(Task.CAPTION, "", Instructions.CAPTION, Fields.texts(node, "captions"));
    }
    if (node.has("question")) {
      String question = Fields.text(node, "question");
      List<String> answers = List.of(Fields.text(node, "answer"));
      // Numbers in words are scored as words.
      boolean number = answers.get(0).matches("\\d+");
      String type = type(question);
      return new Asked(
          type.equals("counting") && number ? Task.COUNT : Task.QUESTION,
          type,
          Wording.question(question),
          answers);
    }
    return new Asked(
        task(Fields.text(node, "task")),
        Fields.optional(node, "type").orElse(""),
        Fields.text(node, "instruction"),
        node.has("answers") ? Fields.texts(node, "answers") : List.of(Fields.text(node, "answer")));
  }

  private static Task task(String name) throws BadRecordException {
    for (Task task : Task.values()) {
      if (name(task).equals(name)) {
        return task;
      }
    }
    throw new BadRecordException("unknown task '" + name + "'");
  }

  /** The types of UCM's questions, which do not come with the data but follow patterns. */
  private static String type(String question) {
    String text = question.toLowerCase(Locale.ROOT);
    if (text.contains("theme")) {
      return "theme";
    }
    if (text.startsWith("how many")) {
      return "counting";
    }
    if (text.contains("location") || text.startsWith("where")) {
      return "location";
    }
    return text.matches("(does|do|is|are) .*") ? "presence" : "other";
  }

  /** A task as users write it. */
  static String name(Task task) {
    return task.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
