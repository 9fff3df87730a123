package dev.swath.lab.inspect;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./swath lab data}: what is about datasets. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Looks into datasets of images, pairs and videos with instructions.",
    subcommands = {InspectCommand.class})
public final class DataCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of the commands below.");
  }
}
