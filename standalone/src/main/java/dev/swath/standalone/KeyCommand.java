package dev.swath.standalone;

import dev.swath.servicekit.http.ApiKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key for the HTTP port. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a key for POST /scenes and /questions, and the property that lets it in.",
      "The key is printed once and kept nowhere; the service needs its hash alone."
    })
final class KeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Whose key it is: letters and digits.")
  private String name;

  @Override
  public Integer call() {
    // An environment variable must be able to hold it.
    if (!name.matches("[A-Za-z0-9]+")) {
      throw new ParameterException(
          spec.commandLine(), "The name must have letters and digits only, not '" + name + "'.");
    }
    ApiKey key = ApiKey.random();
    spec.commandLine()
        .getOut()
        .printf(
            "The key, for %s:        %s%nThe property, for the service: swath.http.keys.%s=%s%n",
            name, key.text(), name, key.hash());
    return 0;
  }
}
