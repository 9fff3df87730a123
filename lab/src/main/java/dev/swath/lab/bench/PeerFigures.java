package dev.swath.lab.bench;

import dev.swath.vlm.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Decoder and encoder against other engines for the JVM, on this machine's CPU. */
public final class PeerFigures {

  public static final String METHOD =
      "peers: each in a process of its own, with the same weights in fp32, the same inputs and as many threads as"
          + " Swath uses, five times in turn with Swath; their answers must be Swath's, or the figure is not taken. Jlama: the time of %d tokens behind"
              .formatted(DecodeTiming.ANSWER)
          + " the first, by its native library or in Java, whichever is faster. ONNX Runtime: the encoder's network"
          + " exported by Swath, with its attention written down in three ways, each the median of 7 passes behind 2, of"
          + " which the fastest counts; of Swath the fastest of three such medians too.";

  /** The peers are measured on a CPU; larger networks would take them hours. */
  private static final Shape SHAPE = Shape.SMALL;

  private PeerFigures() {}

  /**
   * @param model the compact model's folder
   * @param home the checkout, below which the peers are built
   * @param jdk the JDK for Jlama, if one is named
   * @param progress is told what is measured now
   */
  public static List<Figure> measure(
      Path model, Path home, Optional<Path> jdk, Consumer<String> progress) {
    if (Torch.device().isGpu()) {
      return notRun("Swath computes on a GPU here, the peers would on the CPU");
    }
    try {
      Peers peers = Peers.of(home, jdk);
      List<Figure> figures = new ArrayList<>();
      progress.accept("measuring Jlama");
      figures.add(
          JlamaFigure.measure(SHAPE.title(), model, SHAPE.model(), peers, Pairs.REPETITIONS));
      for (Shape.Encoder encoder : SHAPE.encoders()) {
        progress.accept("measuring ONNX Runtime, " + encoder.name());
        figures.add(
            OnnxFigure.measure(
                encoder.name(), encoder.config(), encoder.images(), peers, Pairs.REPETITIONS));
      }
      return figures;
    } catch (PeerException e) {
      return notRun(e.getMessage());
    }
  }

  private static List<Figure> notRun(String reason) {
    List<Figure> figures = new ArrayList<>();
    figures.add(JlamaFigure.notRun(SHAPE.title(), reason));
    SHAPE
        .encoders()
        .forEach(
            encoder -> figures.add(OnnxFigure.notRun(encoder.name(), encoder.images(), reason)));
    return figures;
  }
}
