package dev.swath.ingest;

import dev.swath.contracts.Question;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Task;
import java.util.regex.Pattern;

/** Makes a question a task. */
final class QuestionTasks {
  /** The name of every question's task; its id tells which question it is. */
  static final String NAME = "question";

  /** A question that says itself how it wants to be answered. */
  private static final Pattern SAYS_HOW =
      Pattern.compile(
          "\\b(describe|classify|caption|answer (the question|with|in|using)|one sentence"
              + "|single word|yes or no)\\b",
          Pattern.CASE_INSENSITIVE);

  private final IngestSettings.Questions settings;

  QuestionTasks(IngestSettings.Questions settings) {
    this.settings = settings;
  }

  Task of(Question question, Kind kind) {
    return Task.newBuilder()
        .setName(NAME)
        .setKind(kind)
        .setInstruction(instruction(question.question().strip(), kind))
        .setAdapter(settings.adapter())
        .addAllAllowedAnswers(question.allowedAnswers())
        .setRequestId(question.id())
        .build();
  }

  private String instruction(String question, Kind kind) {
    boolean complete =
        kind != Kind.IMAGE || settings.suffix().isEmpty() || SAYS_HOW.matcher(question).find();
    return complete ? question : question + " " + settings.suffix();
  }
}
