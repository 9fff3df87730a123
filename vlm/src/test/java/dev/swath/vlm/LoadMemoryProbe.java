package dev.swath.vlm;

import dev.swath.vlm.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads a model in a process of its own and prints what memory that took, in kB: the process's
 * before the load, the peak until its end, and the part at its end that is no file's.
 */
final class LoadMemoryProbe {

  private LoadMemoryProbe() {}

  public static void main(String[] args) throws IOException {
    Torch.device();
    long before = status("VmRSS");
    long anonymous = status("RssAnon");
    try (LanguageModel model = LanguageModel.load(ModelFolder.open(Path.of(args[0])))) {
      System.out.printf(
          "peak=%d held=%d %s%n",
          status("VmHWM") - before, status("RssAnon") - anonymous, model.fingerprint());
    }
  }

  private static long status(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + field + " in /proc/self/status");
  }
}
