package dev.swath.standalone.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * {@code docs/reliability.md}: what the failure tests found. A test that ran alone replaces what is
 * its own and leaves the rest as it was.
 */
final class ReliabilityPage {

  private static final Path FOLDER = Path.of("target/failure-tests").toAbsolutePath();
  private static final Path PAGE = Path.of("../docs/reliability.md");
  private static final String SECTION = "\n## ";

  private ReliabilityPage() {}

  /** An empty folder for all that the tests store. */
  static Path newFolder() throws IOException {
    FileSystemUtils.deleteRecursively(FOLDER);
    return Files.createDirectories(FOLDER);
  }

  static synchronized void add(Outcome outcome) throws IOException {
    System.out.print(Outcome.header() + outcome.row(today()));
    String page = page();
    Map<String, String> rows = rows(page);
    rows.put(outcome.what(), outcome.row(today()));
    write(rows, sections(page));
  }

  /**
   * Something that is no row of the table.
   *
   * @param title of its section
   * @param finding with its figures
   */
  static synchronized void add(String title, String finding) throws IOException {
    System.out.println(finding);
    String page = page();
    Map<String, String> sections = sections(page);
    String text = finding.strip();
    String after = text.endsWith("|") ? "\n\n" : " ";
    sections.put(title, text + after + "Measured on %s.".formatted(today()));
    write(rows(page), sections);
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  private static String page() throws IOException {
    return Files.exists(PAGE) ? Files.readString(PAGE) : "";
  }

  /** The table's rows as they are, by what was done. */
  private static Map<String, String> rows(String page) {
    List<String> header = Outcome.header().lines().toList();
    Map<String, String> rows = new LinkedHashMap<>();
    page.split(SECTION)[0]
        .lines()
        .filter(line -> line.startsWith("| ") && !header.contains(line))
        .forEach(line -> rows.put(line.split("\\|")[1].strip(), line + "\n"));
    return rows;
  }

  private static Map<String, String> sections(String page) {
    Map<String, String> sections = new LinkedHashMap<>();
    String[] parts = page.split(SECTION);
    for (int i = 1; i < parts.length; i++) {
      String[] lines = parts[i].split("\n", 2);
      sections.put(lines[0], lines[1].strip());
    }
    return sections;
  }

  private static void write(Map<String, String> rows, Map<String, String> sections)
      throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # What it bears

            Made by `mvn verify -Pfailure-tests`, which kills, stops, starves and confuses a pipeline of processes (a Kafka broker or three,
            and each of the five services, in a JVM of its own) while scenes stream through it, with the compact model, asked as it is
            shipped. The same stream goes through an undisturbed pipeline first: its answers' ids are what must come, each of them, and no
            other. Machine: %d processors. Each row is of its test's last run.

            """
                .formatted(Runtime.getRuntime().availableProcessors()));
    page.append(Outcome.header());
    rows.values().forEach(page::append);
    page.append(
        """

        - **lost**: answers that never came; **new ids**: answers that the undisturbed stream has not; **wrong pairs**: of scenes that do not follow each other.
        - **repeated**: answers that came again under their own id (delivery is at least once; who reads them keeps the first).
        - **recovered**: answers whose scene was published before a disturbance, and that came after it.
        - **longest gap**: the longest time without a new answer while one was due; the goal is %d s. Kafka knows each process by a name
          (`swath.kafka.instance`), so that one that was killed gets its partitions back as soon as it has started again.
        """
            .formatted(Outcome.LONGEST_GAP.toSeconds()));
    sections.forEach(
        (title, text) ->
            page.append(SECTION).append(title).append("\n\n").append(text).append('\n'));
    Files.writeString(PAGE, page);
  }
}
