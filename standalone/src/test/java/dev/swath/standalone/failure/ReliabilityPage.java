package dev.swath.standalone.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** {@code docs/reliability.md}: what the failure tests found. */
final class ReliabilityPage {

  private static final Path FOLDER = Path.of("target/failure-tests").toAbsolutePath();
  private static final Path PAGE = Path.of("../docs/reliability.md");

  private static final List<Outcome> OUTCOMES = new ArrayList<>();
  private static final List<String> FINDINGS = new ArrayList<>();

  private ReliabilityPage() {}

  /** An empty folder for all that the tests store. */
  static Path newFolder() throws IOException {
    FileSystemUtils.deleteRecursively(FOLDER);
    return Files.createDirectories(FOLDER);
  }

  static synchronized void add(Outcome outcome) throws IOException {
    System.out.print(Outcome.header() + outcome.row());
    OUTCOMES.add(outcome);
    write();
  }

  /** A sentence with a figure. */
  static synchronized void add(String finding) throws IOException {
    System.out.println(finding);
    FINDINGS.add(finding);
    write();
  }

  /** Which of the tests ran, if not all. */
  private static String chosen() {
    String tests = System.getProperty("test", "");
    return tests.isEmpty() ? "" : " This run: `-Dtest='%s'`.".formatted(tests);
  }

  private static void write() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # What it bears

            Made by `mvn verify -Pfailure-tests`, which kills, stops, starves and confuses a pipeline of processes (a Kafka broker or three,
            and each of the five services, in a JVM of its own) while scenes stream through it, with the compact model, asked as it is
            shipped. The same stream goes through an undisturbed pipeline first: its answers' ids are what must come, each of them, and no
            other. Machine: %d processors.%s

            """
                .formatted(Runtime.getRuntime().availableProcessors(), chosen()));
    if (!OUTCOMES.isEmpty()) {
      page.append(Outcome.header());
      OUTCOMES.forEach(outcome -> page.append(outcome.row()));
      page.append(
          """

          - **lost**: answers that never came; **new ids**: answers that the undisturbed stream has not; **wrong pairs**: of scenes that do not follow each other.
          - **repeated**: answers that came again under their own id (delivery is at least once; who reads them keeps the first).
          - **recovered**: answers whose scene was published before a disturbance, and that came after it.
          - **longest gap**: the longest time without a new answer while one was due; the goal is %d s. Kafka knows each process by a name
            (`swath.kafka.instance`), so that one that was killed gets its partitions back as soon as it has started again.
          """
              .formatted(Outcome.LONGEST_GAP.toSeconds()));
    }
    if (!FINDINGS.isEmpty()) {
      page.append('\n');
      FINDINGS.forEach(finding -> page.append("- ").append(finding).append('\n'));
    }
    Files.writeString(PAGE, page);
  }
}
