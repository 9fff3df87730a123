package dev.swath.lab.eval;

import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.TestResult;
import dev.swath.lab.eval.report.TestResult.Measured;
import dev.swath.vlm.ImageKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** One row a test, one column a variant, each with the test's first metric. */
  static String table(List<Variant> variants, List<EvaluationResult> results) {
    List<TestResult> tests = results.get(0).tests();
    StringBuilder text = new StringBuilder("| test | metric |");
    variants.forEach(variant -> text.append(' ').append(variant.name()).append(" |"));
    text.append("\n|").append(" --- |".repeat(variants.size() + 2)).append('\n');
    for (int i = 0; i < tests.size(); i++) {
      Measured first = tests.get(i).scores().get(0);
      text.append("| %s | %s |".formatted(tests.get(i).name(), first.metric()));
      for (int v = 0; v < variants.size(); v++) {
        String name = tests.get(i).name();
        boolean clue = variants.get(v).clue();
        Optional<Measured> score =
            results.get(v).tests().stream()
                .filter(test -> test.name().equals(name))
                .findFirst()
                .flatMap(test -> test.score(first.metric(), clue));
        text.append(' ').append(score.map(Measured::text).orElse("")).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
