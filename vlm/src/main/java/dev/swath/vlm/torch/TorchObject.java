package dev.swath.vlm.torch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An instance of a class of a network's text: which class, and the first values of its attributes
 * (booleans, ints, doubles, strings, empty lists and maps, other objects).
 *
 * @param file the text's name without ending, such as {@code siglip}
 */
public record TorchObject(String file, String className, Map<String, Object> attributes) {

  public TorchObject {
    attributes = new LinkedHashMap<>(attributes);
  }

  public static TorchObject of(String file, String className) {
    return new TorchObject(file, className, Map.of("training", false));
  }

  public TorchObject with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(attributes);
    more.put(name, value);
    return new TorchObject(file, className, more);
  }
}
