package dev.swath.lab.progress;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Tells how far long work is, on the terminal or not at all. */
public interface Progress {

  /** One piece of work. */
  interface Bar extends AutoCloseable {

    void at(long done, String message);

    @Override
    void close();
  }

  /**
   * @param done what an earlier run has done already
   * @param total -1 if it is not known
   */
  Bar open(String task, long done, long total);

  /** A bar a task on the terminal. */
  static Progress terminal() {
    return (task, done, total) -> {
      ProgressBar bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .startsFrom(done, Duration.ZERO)
              .setUpdateIntervalMillis(1000)
              .build();
      return new Bar() {
        @Override
        public void at(long now, String message) {
          bar.stepTo(now);
          bar.setExtraMessage(message);
        }

        @Override
        public void close() {
          bar.close();
        }
      };
    };
  }

  /** Nothing is told. */
  static Progress silent() {
    return (task, done, total) ->
        new Bar() {
          @Override
          public void at(long now, String message) {}

          @Override
          public void close() {}
        };
  }
}
