package dev.swath.lab.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis: which values it spans, and where its ticks are.
 *
 * @param log equal ratios take equal room; values must be above 0
 */
record Scale(double from, double to, boolean log, List<Double> ticks) {

  private static final int WANTED_TICKS = 5;

  /** Ticks at 1, 2 or 5 times a power of ten; the ends are ticks. */
  static Scale linear(double least, double most) {
    double span = most > least ? most - least : Math.max(Math.abs(most), 1);
    double power = Math.pow(10, Math.floor(Math.log10(span / WANTED_TICKS)));
    double step = power;
    for (int factor : new int[] {2, 5, 10}) {
      if (span / step > WANTED_TICKS) {
        step = factor * power;
      }
    }
    long first = (long) Math.floor(least / step + 1e-9);
    long last = (long) Math.ceil(most / step - 1e-9);
    last = Math.max(last, first + 1);
    List<Double> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return new Scale(first * step, last * step, false, ticks);
  }

  /** Ticks at 1, 2 and 5 times each power of ten, or at the powers alone if there are many. */
  static Scale log(double least, double most) {
    int lowest = (int) Math.floor(Math.log10(least));
    int highest = (int) Math.ceil(Math.log10(most));
    List<Double> ticks = new ArrayList<>();
    int[] factors = highest - lowest > 3 ? new int[] {1} : new int[] {1, 2, 5};
    for (int power = lowest; power <= highest; power++) {
      for (int factor : factors) {
        ticks.add(factor * Math.pow(10, power));
      }
    }
    // The innermost ticks that still hold all values.
    double from = ticks.stream().filter(t -> t <= least * (1 + 1e-9)).reduce((a, b) -> b).get();
    double to =
        ticks.stream()
            .filter(t -> t >= most * (1 - 1e-9) && t > from)
            .findFirst()
            .orElse(10 * from);
    List<Double> shown = ticks.stream().filter(t -> t >= from && t <= to).toList();
    return new Scale(from, to, true, shown);
  }

  /** Where a value lies between the ends, 0 to 1. */
  double at(double value) {
    return log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  }

  /** A number as short as it can be without losing what tells ticks apart. */
  static String label(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 1e6 || size < 1e-3) {
      return String.format(Locale.ROOT, "%.3g", value)
          .replaceFirst("\\.?0+e", "e")
          .replaceFirst("e([+-])0", "e$1");
    }
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
