package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.vlm.ModelFolder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What tells a run's model and data from another's, for its checkpoint. */
final class RunIdentity {

  private RunIdentity() {}

  /** Of all of a model but its adapters. */
  static String of(ModelFolder model) {
    return model.encoderFingerprint() + "-" + model.languageFingerprint();
  }

  /** Of the examples' texts in their order; the places of their images do not count. */
  static String of(List<Example> examples) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Example example : examples) {
        String text = example.id() + "\n" + example.instruction() + "\n" + example.answers();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
