package dev.swath.lab.tune;

import dev.swath.lab.train.AnswerBatch;
import dev.swath.lab.train.LanguageTrainer;
import dev.swath.lab.train.LoraAdapter;
import dev.swath.lab.train.NetworkFlops;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The frozen language model with an adapter that learns. The base is read from its folder, in bf16
 * on a GPU; the adapter and the optimizer's state are in fp32. Not thread-safe.
 */
final class TuningNetwork implements AutoCloseable {

  /** As in the recipes of UniRS and LLaVA. */
  static final double WEIGHT_DECAY = 0;

  private final TorchNetwork network;
  private final ModelConfig config;
  private final LoraAdapter lora;

  private TuningNetwork(TorchNetwork network, ModelConfig config, LoraAdapter lora) {
    this.network = network;
    this.config = config;
    this.lora = lora;
  }

  /**
   * @param adapter a safetensors file with the adapter under the network's names and, if it is a
   *     checkpoint, the optimizer's state
   * @throws dev.swath.vlm.weights.WeightsException if a file is broken or does not fit
   */
  static TuningNetwork open(ModelFolder base, LoraAdapter lora, Path adapter) throws IOException {
    TorchNetwork network =
        TorchNetwork.load(
            LanguageTrainer.object(
                base.config().language(), Torch.half(), lora.rank(), lora.scale(), lora.dropout()),
            Torch.device());
    try (WeightFiles files = WeightFiles.openFile(adapter)) {
      LanguageNetwork.add(() -> network.train("add"), base);
      for (String name : files.names()) {
        WeightBinder.add(() -> network.train("add"), files, name, name);
      }
      network.train("bind").runAndClose();
      return new TuningNetwork(network, base.config(), lora);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /**
   * Adds a micro-batch to the gradients of the next {@link #update}.
   *
   * @param share of the whole batch's answer tokens
   * @return the mean cross entropy of the micro-batch's answer tokens, in nats
   */
  double accumulate(AnswerBatch batch, List<Lesson> lessons, double share) {
    try (TorchCall call = network.train("accumulate")) {
      long[] seeds = lessons.stream().mapToLong(Lesson::dropout).toArray();
      return batch.addTo(call).longs(seeds, seeds.length).real(share).runFloats().values()[0];
    }
  }

  /** Floating point operations of {@link #accumulate}. */
  double flops(AnswerBatch batch) {
    return NetworkFlops.adapterStep(config, batch, lora);
  }

  /** Values in the adapter's matrices. */
  long adapterWeights() {
    return lora.weights(config.language());
  }

  /** Values in all matrices and vectors that are learnt or frozen. */
  long weights() {
    return adapterWeights()
        + Stream.concat(
                LanguageNetwork.weights(config.language()).values().stream(),
                LanguageNetwork.projectorWeights(config.vision().width(), config.language().width())
                    .values()
                    .stream())
            .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
            .sum();
  }

  String device() {
    return network.device().toString();
  }

  /**
   * One step of AdamW, the gradients' global norm clipped to 1.
   *
   * @return the norm before; if it is not finite, nothing was changed
   */
  double update(double rate) {
    try (TorchCall call = network.train("update")) {
      return call.real(rate).real(WEIGHT_DECAY).runFloats().values()[0];
    }
  }

  /** The sums of the gradients since the last update, by the parameter's number. */
  Map<String, Floats> gradients() {
    return named("gradients");
  }

  /** The adapter and the optimizer's state, as a checkpoint has them. */
  Map<String, Floats> adapter() {
    return named("adapter");
  }

  /** [B, T, V] without dropout. */
  Floats logits(AnswerBatch batch) {
    try (TorchCall call = network.call("logits")) {
      return batch.addInputs(call).runFloats();
    }
  }

  /** The mean cross entropy without dropout. */
  double loss(AnswerBatch batch) {
    try (TorchCall call = network.call("loss")) {
      return batch.addTo(call).runFloats().values()[0];
    }
  }

  private Map<String, Floats> named(String method) {
    try (TorchCall call = network.call(method)) {
      return new LinkedHashMap<>(call.runNamed());
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
