package dev.swath.lab.eval;

import dev.swath.vlm.ImageKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What joint tuning, the change module and clues are worth: adapters that lack one of them, each
 * tuned as long as the others and asked the same questions (UniRS, tables VIII to X).
 */
final class Ablation {

  /**
   * One adapter.
   *
   * @param kinds what it is tuned on, and asked about
   * @param fused whether pairs go through the change module
   * @param clueShare of the samples that it is tuned on
   * @param clue whether it is asked with a clue
   */
  record Variant(String name, Set<ImageKind> kinds, boolean fused, double clueShare, boolean clue) {

    /** The adapter's folder: variants that differ only in how they are asked share one. */
    String folder() {
      return "%s-%s-%.1f"
          .formatted(
              String.join("+", kinds.stream().map(k -> k.name().toLowerCase(Locale.ROOT)).toList()),
              fused ? "fused" : "two",
              clueShare);
    }
  }

  private static final Set<ImageKind> ALL = EnumSet.allOf(ImageKind.class);

  private Ablation() {}

  /**
   * @param clueShare of the adapters that learn to use clues
   */
  static List<Variant> variants(double clueShare) {
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant("joint, asked with clue", ALL, true, clueShare, true));
    variants.add(new Variant("joint, asked without clue", ALL, true, clueShare, false));
    variants.add(new Variant("joint, no clues at all", ALL, true, 0, false));
    variants.add(new Variant("joint, no change module", ALL, false, clueShare, true));
    for (ImageKind kind : ImageKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT) + "s alone, asked with clue";
      variants.add(new Variant(name, EnumSet.of(kind), true, clueShare, true));
    }
    return variants;
  }

  /** The tests that a variant can be asked. */
  static Suite of(Suite suite, Variant variant) {
    List<SuiteTest> tests =
        suite.tests().stream()
            .filter(test -> !test.examples().isEmpty())
            .filter(test -> variant.kinds().contains(test.examples().get(0).kind()))
            .toList();
    return new Suite(suite.name(), tests, List.of());
  }
}
