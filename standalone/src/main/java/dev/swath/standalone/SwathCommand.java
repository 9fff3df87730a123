package dev.swath.standalone;

import dev.swath.lab.LabCommand;
import dev.swath.standalone.acl.AclCommand;
import dev.swath.standalone.acl.TopicsCommand;
import dev.swath.standalone.bench.BenchCommand;
import dev.swath.standalone.dlt.DltCommand;
import dev.swath.vlm.torch.NetworkCalls;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: everything that {@code ./swath} does. */
@Command(
    name = "swath",
    mixinStandardHelpOptions = true,
    version = "swath 0.1.0",
    description = "Satellite and aerial imagery through a vision-language model, on Kafka.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ServiceCommand.class,
      KeyCommand.class,
      DltCommand.class,
      AclCommand.class,
      TopicsCommand.class,
      LabCommand.class
    })
public final class SwathCommand implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    Logging.install();
    if (args.length > 0 && args[0].equals("lab")) {
      // It computes until it is done or stopped. The others put their work away first.
      NetworkCalls.finishAtExit();
    }
    System.exit(execute(args));
  }

  /**
   * Runs a command.
   *
   * @return the exit code: 0 for success, 1 for failure, 2 for a wrong command line
   */
  static int execute(String... args) {
    return commandLine().execute(args);
  }

  /** The whole command line, for who wants its output elsewhere. */
  static CommandLine commandLine() {
    CommandLine swath = new CommandLine(new SwathCommand());
    // It measures the services too, which the lab does not know.
    swath.getSubcommands().get("lab").addSubcommand(new BenchCommand());
    return swath.setExecutionExceptionHandler(
        (failure, commandLine, parsed) -> {
          commandLine.getErr().println("swath: " + message(failure));
          return 1;
        });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of the commands below.");
  }

  /** Of nested failures the innermost: that is what went wrong. */
  private static String message(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // Of these, the message is the file's name alone.
    if (root instanceof NoSuchFileException) {
      return "there is no file " + root.getMessage();
    }
    if (root instanceof AccessDeniedException) {
      return "no permission for " + root.getMessage();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
