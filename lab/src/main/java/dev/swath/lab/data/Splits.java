package dev.swath.lab.data;

import dev.swath.lab.dataset.Split;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** On which side an image or a place is. The rules depend on names alone and never change. */
public final class Splits {

  private static final int TEST_ONE_IN = 5;
  private static final int VALIDATION_ONE_IN = 20;

  /**
   * Images of the training side that nearly repeat one of the validation or test side: small grey
   * thumbnails correlate to 0.95 or more.
   */
  private static final Map<String, Set<String>> NEAR_DUPLICATES =
      Map.of(
          "EuroSAT",
              Set.of("River/River_597", "AnnualCrop/AnnualCrop_422", "AnnualCrop/AnnualCrop_2613"),
          "UC Merced", Set.of("beach/beach16", "beach/beach79"));

  /** Class and name as UC Merced has them, such as "beach/beach07". */
  private static final Pattern UC_MERCED = Pattern.compile("([a-z]+)/\\1\\d\\d");

  private Splits() {}

  /** By CRC-32 of a name: one in five for the test, one in twenty for validation. */
  public static Split byHash(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    long hash = crc.getValue();
    if (hash % TEST_ONE_IN == 0) {
      return Split.TEST;
    }
    boolean validation =
        hash % TEST_ONE_IN == 1 && hash / TEST_ONE_IN % (VALIDATION_ONE_IN / TEST_ONE_IN) == 0;
    return validation ? Split.VALIDATION : Split.TRAIN;
  }

  /**
   * The split that UC Merced's caption and question benchmarks use, so that no image of theirs is
   * trained on: of the hundred images of a class, 80 to 89 and 90 to 99 are held out.
   */
  public static Split ucMerced(String name) {
    int number = Integer.parseInt(name.substring(name.length() - 2));
    if (number < 80) {
      return Split.TRAIN;
    }
    // The benchmarks have the two exchanged for this class.
    boolean exchanged = name.startsWith("agricultural/");
    return number >= 90 != exchanged ? Split.TEST : Split.VALIDATION;
  }

  /** The side of an image of any dataset of class folders, by its class and name. */
  public static Split of(String name) {
    return UC_MERCED.matcher(name).matches() ? ucMerced(name) : byHash(name);
  }

  /** The training images of a dataset that are left out because they repeat a held-out one. */
  public static Set<String> nearDuplicates(String dataset) {
    return NEAR_DUPLICATES.getOrDefault(dataset, Set.of());
  }
}
