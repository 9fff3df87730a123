package dev.swath.lab.train;

import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensors;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training run on its way: the weights, the optimizer's state, the number of steps, and which run
 * it belongs to.
 *
 * @param identity what a run must share with the checkpoint to go on from it: names for the user to
 *     values
 */
public record Checkpoint(Path file, Map<String, String> identity) {

  private static final String STEP = "step";

  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * The steps done.
   *
   * @throws WeightsException if the file is broken, or is another run's; the message says in what
   *     they differ
   */
  public long step() throws IOException {
    try (SafeTensors tensors = SafeTensors.open(file)) {
      Map<String, String> found = tensors.metadata();
      for (Map.Entry<String, String> own : identity.entrySet()) {
        if (!own.getValue().equals(found.get(own.getKey()))) {
          throw new WeightsException(
              "%s is the checkpoint of another run: its %s is %s, now it is %s; give another --work"
                      .formatted(
                          file,
                          own.getKey(),
                          found.getOrDefault(own.getKey(), "not known"),
                          own.getValue())
                  + " folder, or delete the file to begin anew");
        }
      }
      return Long.parseLong(found.getOrDefault(STEP, "0"));
    }
  }

  /**
   * Replaces the file, which stays as it was if that fails.
   *
   * @throws IOException naming the file
   */
  public void save(Map<String, Floats> weights, long step) throws IOException {
    makeFolder(file.toAbsolutePath().getParent());
    Map<String, String> metadata = new LinkedHashMap<>(identity);
    metadata.put(STEP, Long.toString(step));
    try {
      SafeTensorsWriter.write(file, weights, Format.F32, metadata);
    } catch (IOException e) {
      throw new IOException(
          "cannot write the checkpoint %s behind step %d: %s; the one before is kept, the same"
                  .formatted(file, step, e.getMessage())
              + " command goes on from it");
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException("cannot make the folder " + folder + " for checkpoints: " + e);
    }
  }
}
