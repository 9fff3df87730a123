package dev.swath.standalone.demo;

import java.io.PrintStream;

/** The answers on one stream, and how far the run is on the other. Not thread-safe. */
public final class Progress {
  private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;

  private final PrintStream answers;
  private final PrintStream status;
  private final boolean terminal;
  private long lastPlain = System.nanoTime();
  private String shown = "";

  /**
   * @param terminal whether both streams are one terminal: then the status stays in its last line
   */
  public Progress(PrintStream answers, PrintStream status, boolean terminal) {
    this.answers = answers;
    this.status = status;
    this.terminal = terminal;
  }

  void answer(String line) {
    clear();
    answers.println(line);
    show();
  }

  /** Something to be read later. */
  public void note(String line) {
    clear();
    status.println(line);
    show();
  }

  /** How far the run is now; on no terminal only now and then. */
  void status(String line) {
    if (terminal) {
      clear();
      shown = line;
      show();
    } else if (System.nanoTime() - lastPlain > PLAIN_INTERVAL_NANOS) {
      lastPlain = System.nanoTime();
      status.println(line);
    }
  }

  /** Ends the status line. */
  public void end() {
    clear();
    shown = "";
  }

  private void clear() {
    if (terminal && !shown.isEmpty()) {
      status.print("\r\033[K");
      status.flush();
    }
  }

  private void show() {
    if (terminal && !shown.isEmpty()) {
      answers.flush();
      status.print(shown);
      status.flush();
    }
  }
}
