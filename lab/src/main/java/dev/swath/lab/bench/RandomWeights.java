package dev.swath.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.decoding.LoadedAdapter;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Networks of any size whose weights are random: their speed is that of trained ones. */
final class RandomWeights {

  /** Values in one piece: large weights are handed over in several. */
  private static final int PIECE = 1 << 22;

  private final SplittableRandom random;

  RandomWeights(long seed) {
    this.random = new SplittableRandom(seed);
  }

  TorchNetwork encoder(ModelConfig.Vision config) {
    return fill(
        TorchNetwork.load(VisionEncoder.network(config, Torch.half()), Torch.device()),
        VisionEncoder.weights(config));
  }

  TorchNetwork language(ModelConfig config, boolean int8) {
    Map<String, long[]> weights = new LinkedHashMap<>(LanguageNetwork.weights(config.language()));
    LanguageNetwork.projectorWeights(config.vision().width(), config.language().width())
        .forEach((name, shape) -> weights.put(LanguageNetwork.PROJECTOR + name, shape));
    return fill(
        TorchNetwork.load(
            LanguageNetwork.object(config.language(), Torch.half(), int8), Torch.device()),
        weights);
  }

  /** An adapter on all seven linear layers. */
  LoadedAdapter adapter(TorchNetwork network, ModelConfig.Language config, int id, int rank) {
    long d = config.width();
    long kv = (long) config.keyValueHeads() * config.headWidth();
    long m = config.mlpWidth();
    long[][] sizes = {{d, d}, {d, kv}, {d, kv}, {d, d}, {d, m}, {d, m}, {m, d}};
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int module = 0; module < sizes.length; module++) {
        String name = "%d.%d.%d.".formatted(id, layer, module);
        add(network, "add_adapter", name + "A", new long[] {rank, sizes[module][0]});
        add(network, "add_adapter", name + "B", new long[] {sizes[module][1], rank});
      }
    }
    return new LoadedAdapter(id, 1);
  }

  /**
   * Writes a network's weights in F32, without a projector's, and its configuration, as a published
   * checkpoint has them.
   *
   * @param folder that is there
   */
  static void write(Path folder, Map<String, Object> config, TorchNetwork network)
      throws IOException {
    Files.writeString(folder.resolve("config.json"), new ObjectMapper().writeValueAsString(config));
    Map<String, Floats> weights = new LinkedHashMap<>();
    try (TorchCall call = network.call("named")) {
      call.runNamed()
          .forEach(
              (name, weight) -> {
                if (!name.startsWith(LanguageNetwork.PROJECTOR)) {
                  weights.put(name, weight);
                }
              });
    }
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), weights, Format.F32, Map.of());
  }

  private TorchNetwork fill(TorchNetwork network, Map<String, long[]> weights) {
    weights.forEach((name, shape) -> add(network, "add", name, shape));
    network.call("bind").runAndClose();
    return network;
  }

  private void add(TorchNetwork network, String method, String name, long[] shape) {
    long size = 1;
    for (long side : shape) {
      size *= side;
    }
    double spread = 1 / Math.sqrt((double) size / shape[0]);
    for (long at = 0; at < size; at += PIECE) {
      int count = (int) Math.min(PIECE, size - at);
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
      for (int i = 0; i < count; i++) {
        bytes.putFloat(shape.length == 1 ? 1 : (float) (spread * (2 * random.nextDouble() - 1)));
      }
      try (TorchCall call = network.call(method)) {
        call.text(name).bytes(bytes.flip()).text("F32").integers(shape).integer(at).run();
      }
    }
  }
}
