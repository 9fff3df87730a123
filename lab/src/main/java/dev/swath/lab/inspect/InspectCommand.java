package dev.swath.lab.inspect;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.check.NearDuplicates;
import dev.swath.lab.dataset.check.SplitCheck;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import dev.swath.lab.dataset.mixture.MixtureFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./swath lab data inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what is in a dataset, or in all datasets of a mixture (.yaml): counts, answers,"
          + " samples, broken records, and what is both trained on and held out.",
      "Reads folders, zips, JSON and JSON Lines files; see --layout."
    })
public final class InspectCommand implements Callable<Integer> {

  private static final int BAR_WIDTH = 78;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE|FOLDER", description = "The dataset, or a mixture (.yaml).")
  private Path path;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "One of rsvqa-lr, rsvqa-hr, rsvqa-hr-philadelphia, crsvqa, captions, levir-cc,"
              + " levir-cc-changed, geochat, class-folders, video-folders, json-lines (default:"
              + " guessed from the files).")
  private String layout;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder or zip with the images and videos (default: where the dataset is).")
  private Path data;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with the same and with pictures.")
  private Path html;

  @Option(
      names = "--no-images",
      description = "Do not decode the images: no near-duplicates, but quick.")
  private boolean noImages;

  @Option(
      names = "--threshold",
      paramLabel = "R",
      description = "Correlation from which two images are near-duplicates (default: 0.95).")
  private double threshold = NearDuplicates.THRESHOLD;

  @Override
  public Integer call() {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--threshold must be above 0 and at most 1, not " + threshold);
    }
    try {
      List<Dataset> datasets = read();
      Inspection inspection = Inspection.of(datasets, check(datasets));
      TextReport.write(inspection, spec.commandLine().getOut());
      if (html != null) {
        HtmlReport.write(inspection, html);
        spec.commandLine().getOut().println("Page: " + html.toAbsolutePath());
      }
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("\nswath: " + e.getMessage());
      return 1;
    }
  }

  private List<Dataset> read() throws IOException {
    try (ProgressBar bar = bar("reading records", -1)) {
      if (path.toString().matches(".*\\.ya?ml")) {
        return MixtureFile.of(path, data).read(bar::step);
      }
      Source source = Source.of(path).withMedia(data).withProgress(bar::step);
      return List.of(layout().read(source));
    }
  }

  private Layout layout() throws IOException {
    if (layout == null) {
      return Layout.recognise(path);
    }
    return Layout.named(layout)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "unknown --layout '" + layout + "'; known are " + Layout.names()));
  }

  private SplitCheck check(List<Dataset> datasets) {
    if (noImages) {
      return SplitCheck.ofNames(datasets);
    }
    try (ProgressBar bar = bar("decoding images", SplitCheck.size(datasets))) {
      return SplitCheck.of(datasets, threshold, bar::step);
    }
  }

  private ProgressBar bar(String task, long size) {
    PrintWriter err = spec.commandLine().getErr();
    return new ProgressBarBuilder()
        .setConsumer(
            new DelegatingProgressBarConsumer(
                line -> {
                  err.print("\r" + line);
                  err.flush();
                },
                BAR_WIDTH))
        .setTaskName(task)
        .setInitialMax(size)
        .setUpdateIntervalMillis(500)
        .build();
  }
}
