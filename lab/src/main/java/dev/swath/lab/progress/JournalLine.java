package dev.swath.lab.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/** One line of a training run's journal, told apart by {@code event}; what is not known is null. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JournalLine.Start.class, name = "start"),
  @JsonSubTypes.Type(value = JournalLine.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = JournalLine.Scores.class, name = "scores")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(SnakeCaseStrategy.class)
public sealed interface JournalLine {

  String stage();

  /** How many steps were done when the line was written. */
  long step();

  /**
   * What is run; one line for each start of the command, so that one with a step above 0 is a
   * resumption.
   *
   * @param rate peak learning rate
   * @param warmUp steps of linear warm-up
   * @param decay weight decay
   * @param batch samples a step
   * @param weights values in the network's weights
   * @param trained how many values are trained
   * @param matrixRate measured fp32 matrix rate of this process, floating point operations a second
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Start(
      String stage,
      long step,
      long steps,
      double rate,
      int warmUp,
      double decay,
      Long seed,
      int batch,
      long weights,
      long trained,
      Double matrixRate,
      String device)
      implements JournalLine {}

  /**
   * How it goes; means are over the steps since the line before.
   *
   * @param loss mean loss
   * @param rate learning rate of the last step
   * @param gradientNorm mean global norm of the gradients, before clipping
   * @param matrixShare the steps' floating point operations a second over the matrix rate, 0 to 1
   * @param seconds of training so far, over all starts, evaluations left out
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Progress(
      String stage,
      long step,
      long steps,
      Double epoch,
      double loss,
      double rate,
      double gradientNorm,
      double samplesPerSecond,
      Double matrixShare,
      double seconds)
      implements JournalLine {}

  /**
   * An evaluation.
   *
   * @param scores by name; the name says what is measured on what
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Scores(String stage, long step, double seconds, Map<String, Double> scores)
      implements JournalLine {}
}
