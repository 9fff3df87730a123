package dev.swath.lab.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./swath lab report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Draws the journals of training runs into one HTML page.")
public final class ReportCommand implements Callable<Integer> {

  private static final String ENDING = ".jsonl";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description = "journals (NAME.jsonl beside a checkpoint), or folders with journals")
  private List<Path> inputs;

  @Option(
      names = "--out",
      description = "the page (default: ${DEFAULT-VALUE})",
      defaultValue = "report.html")
  private Path out;

  @Option(names = "--log", description = "draw the loss on a logarithmic axis")
  private boolean log;

  @Override
  public Integer call() throws IOException {
    List<RunHistory> runs = new ArrayList<>();
    for (Path file : journals()) {
      runs.add(RunHistory.read(file, name(file)));
    }
    write(ReportPage.of(runs, log));
    spec.commandLine().getOut().printf("%d runs in %s%n", runs.size(), out);
    return 0;
  }

  private List<Path> journals() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path input : inputs) {
      if (!Files.isDirectory(input)) {
        files.add(input);
        continue;
      }
      try (Stream<Path> below = Files.walk(input)) {
        // Other files of JSON lines may lie among the checkpoints.
        List<Path> found =
            below
                .filter(path -> path.toString().endsWith(ENDING) && JournalFile.isOne(path))
                .sorted()
                .toList();
        if (found.isEmpty()) {
          throw new IOException(
              "no journal (*" + ENDING + ") below " + input + "; name a folder of checkpoints");
        }
        files.addAll(found);
      }
    }
    return files;
  }

  /** Folder and file: runs of one stage differ in the folder. */
  private static String name(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent().getFileName();
    String own = file.getFileName().toString().replace(ENDING, "");
    return folder == null ? own : folder + "/" + own;
  }

  private void write(String page) throws IOException {
    Path partial = out.resolveSibling(out.getFileName() + ".partial");
    try {
      if (out.toAbsolutePath().getParent() != null) {
        Files.createDirectories(out.toAbsolutePath().getParent());
      }
      Files.writeString(partial, page);
      Files.move(partial, out, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException("cannot write the page " + out + ": " + e);
    }
  }
}
