package dev.swath.standalone.dlt;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./swath dlt}: what the services could not process, and putting it back. */
@Command(
    name = "dlt",
    mixinStandardHelpOptions = true,
    description = {
      "Dead letters: messages that a service could not process, kept on <topic>.DLT with the reason"
          + " in their headers.",
      "All is told of docs/dead-letters.md."
    },
    subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class})
public final class DltCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of the commands below.");
  }
}
