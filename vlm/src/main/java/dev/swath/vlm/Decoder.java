package dev.swath.vlm;

import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.List;

/** Decodes one batch: a prefill of all prompts, then a step a token until every row has ended. */
final class Decoder {

  private final TorchNetwork network;
  private final Tokenizer tokenizer;
  private final ModelConfig.Language config;

  Decoder(TorchNetwork network, Tokenizer tokenizer, ModelConfig.Language config) {
    this.network = network;
    this.tokenizer = tokenizer;
    this.config = config;
  }

  /**
   * @param slots for each row its adapter's slot, 0 for none
   */
  List<Completion> decode(List<RequestTokens> requests, List<Integer> slots) {
    List<Row> rows = requests.stream().map(request -> new Row(request, config.eos())).toList();
    long[] adapters = slots.stream().mapToLong(Integer::longValue).toArray();
    boolean adapted = slots.stream().anyMatch(slot -> slot > 0);
    try {
      accept(rows, prefill(requests, adapters, adapted));
      while (rows.stream().anyMatch(row -> !row.ended())) {
        accept(rows, step(rows, adapters, adapted));
      }
    } finally {
      network.call("finish").runAndClose();
    }
    return rows.stream().map(row -> row.completion(tokenizer)).toList();
  }

  private float[] prefill(List<RequestTokens> requests, long[] adapters, boolean adapted) {
    int rows = requests.size();
    int longest = requests.stream().mapToInt(request -> request.ids().length).max().orElseThrow();
    int answer = requests.stream().mapToInt(RequestTokens::limit).max().orElseThrow();
    long[] ids = new long[rows * longest];
    long[] last = new long[rows];
    List<FeatureMap> images = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      RequestTokens request = requests.get(row);
      System.arraycopy(request.ids(), 0, ids, row * longest, request.ids().length);
      last[row] = request.ids().length - 1;
      images.addAll(request.images());
      for (long place : request.places()) {
        places.add((long) row * longest + place);
      }
    }
    Floats features =
        images.isEmpty()
            ? new Floats(new long[] {0, 0, 0}, new float[0])
            : FeatureMap.stack(images);
    long[] at = places.stream().mapToLong(Long::longValue).toArray();
    try (TorchCall call = network.call("prefill")) {
      return call.longs(ids, rows, longest)
          .floats(features.values(), features.shape())
          .longs(at, at.length)
          .longs(last, rows)
          .longs(adapters, rows)
          .flag(adapted)
          .integer(longest + answer)
          .runFloats()
          .values();
    }
  }

  private float[] step(List<Row> rows, long[] adapters, boolean adapted) {
    int count = rows.size();
    long[] ids = rows.stream().mapToLong(Row::lastToken).toArray();
    long[] positions = rows.stream().mapToLong(Row::position).toArray();
    long reach = rows.stream().mapToLong(Row::position).max().orElseThrow() + 1;
    try (TorchCall call = network.call("decode")) {
      return call.longs(ids, count)
          .longs(positions, count)
          .longs(adapters, count)
          .flag(adapted)
          .integer(reach)
          .runFloats()
          .values();
    }
  }

  /**
   * @param logits [rows, vocabulary]
   */
  private void accept(List<Row> rows, float[] logits) {
    int vocabulary = logits.length / rows.size();
    for (int row = 0; row < rows.size(); row++) {
      rows.get(row).accept(logits, row * vocabulary, vocabulary);
    }
  }
}
