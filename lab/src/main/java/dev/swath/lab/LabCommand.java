package dev.swath.lab;

import dev.swath.lab.eval.AblateCommand;
import dev.swath.lab.eval.CalibrateCommand;
import dev.swath.lab.eval.CardCommand;
import dev.swath.lab.eval.EvalCommand;
import dev.swath.lab.eval.WeightsCommand;
import dev.swath.lab.inspect.DataCommand;
import dev.swath.lab.progress.ReportCommand;
import dev.swath.lab.scenes.ScenesCommand;
import dev.swath.lab.train.TrainCommand;
import dev.swath.lab.tune.TrainChangeCommand;
import dev.swath.lab.tune.TuneCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The laboratory: what makes and measures models and samples, without Kafka. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Makes and measures: models, scores, sample scenes.",
    subcommands = {
      ScenesCommand.class,
      TrainCommand.class,
      TuneCommand.class,
      TrainChangeCommand.class,
      EvalCommand.class,
      CalibrateCommand.class,
      AblateCommand.class,
      WeightsCommand.class,
      CardCommand.class,
      ReportCommand.class,
      DataCommand.class
    })
public final class LabCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of the commands below.");
  }
}
