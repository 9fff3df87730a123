package dev.swath.lab.eval;

import dev.swath.lab.dataset.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Constants as users write them: in lower case. */
final class LowerCase {

  private LowerCase() {}

  /** For --split. Nothing is measured on the training split. */
  static final class OfSplit implements ITypeConverter<Split> {

    @Override
    public Split convert(String value) {
      return find(value, List.of(Split.TEST, Split.VALIDATION));
    }
  }

  /** For --clues. */
  static final class OfClues implements ITypeConverter<Clues> {

    @Override
    public Clues convert(String value) {
      return find(value, Arrays.asList(Clues.values()));
    }
  }

  private static <E extends Enum<E>> E find(String value, List<E> constants) {
    return constants.stream()
        .filter(constant -> name(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is none of %s"
                        .formatted(value, constants.stream().map(LowerCase::name).toList())));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
