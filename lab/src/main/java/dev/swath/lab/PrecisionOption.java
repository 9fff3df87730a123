package dev.swath.lab;

import dev.swath.vlm.Precision;
import picocli.CommandLine.Option;

/** The option of every command that trains. */
public final class PrecisionOption {

  @Option(
      names = "--precision",
      description =
          "numbers that are computed in on a CPU: full (fp32), half (bf16), or fastest: whichever"
              + " this machine is faster in (default: ${DEFAULT-VALUE})",
      defaultValue = "fastest")
  private Precision precision;

  /** Sets it for the process and says so; before the first network is loaded. */
  public void apply() {
    System.out.println(precision.apply());
  }
}
