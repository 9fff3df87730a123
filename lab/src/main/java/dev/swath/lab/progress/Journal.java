package dev.swath.lab.progress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A training run's journal, appended to line by line. Each line is handed to the system at once and
 * whole, so that a killed run loses none and tears the last at the most. Not thread-safe.
 */
public final class Journal implements AutoCloseable {

  private final Path file;
  private final OutputStream out;
  private final double secondsBefore;

  private Journal(Path file, OutputStream out, double secondsBefore) {
    this.file = file;
    this.out = out;
    this.secondsBefore = secondsBefore;
  }

  /** Where the journal of a checkpoint lies: {@code NAME.jsonl} beside {@code NAME.safetensors}. */
  public static Path beside(Path checkpoint) {
    String name = checkpoint.getFileName().toString().replaceFirst("\\.safetensors$", "");
    return checkpoint.resolveSibling(name + ".jsonl");
  }

  /**
   * Opens a journal to go on from a step: what was written beyond it belongs to steps that will be
   * run again, and is dropped, as is a torn last line.
   *
   * @throws IOException naming the file if it cannot be read or written
   */
  public static Journal open(Path file, long step) throws IOException {
    double seconds = 0;
    if (Files.exists(file)) {
      List<JournalLine> kept =
          JournalFile.read(file).stream().filter(line -> line.step() <= step).toList();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (JournalLine line : kept) {
        bytes.write(JournalFile.bytes(line));
        if (line instanceof JournalLine.Progress progress) {
          seconds = progress.seconds();
        }
      }
      Path partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.write(partial, bytes.toByteArray());
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return new Journal(
        file,
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        seconds);
  }

  /** Seconds of training that the kept lines tell of. */
  public double secondsBefore() {
    return secondsBefore;
  }

  /**
   * @throws IOException naming the file if it cannot be written, as on a full disk
   */
  public void write(JournalLine line) throws IOException {
    try {
      out.write(JournalFile.bytes(line));
    } catch (IOException e) {
      throw new IOException("cannot write the journal " + file + ": " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
