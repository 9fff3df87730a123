package dev.swath.vlm.decoding;

import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What one step gives the network: a token of each row that decodes, and chunks of prompts. The
 * tokens of all rows stand one behind the other.
 */
final class StepCall {

  /** A part of a row's prompt. */
  private record Chunk(Row row, int place, int from, int to) {

    boolean isLast() {
      return to == row.job().tokens().length();
    }
  }

  private final CacheGrid grid;
  private final ActiveAdapters adapters;
  private final List<Chunk> chunks = new ArrayList<>();
  private final List<FeatureMap> images = new ArrayList<>();
  private final LongStream.Builder imagePlaces = LongStream.builder();
  private final long[] ids;
  private final long[] positions;
  private final long[] places;
  private final int[] adapterOf;
  private final AttentionPlan attention = new AttentionPlan();
  private int count;

  /**
   * @param chunk prompt tokens to take in, at the most
   */
  StepCall(CacheGrid grid, ActiveAdapters adapters, int chunk) {
    this.grid = grid;
    this.adapters = adapters;
    chooseChunks(chunk);
    int tokens = grid.decoding().size() + promptTokens();
    this.ids = new long[tokens];
    this.positions = new long[tokens];
    this.places = new long[tokens];
    this.adapterOf = new int[tokens];
    addDecoding();
    chunks.forEach(this::add);
  }

  /** Shares the budget out among the prompts, the oldest first. */
  private void chooseChunks(int budget) {
    int left = budget;
    List<Row> live = grid.live();
    for (int place = grid.decoding().size(); place < live.size() && left > 0; place++) {
      Row row = live.get(place);
      int end = row.chunkEnd(left);
      chunks.add(new Chunk(row, place, row.prefilled(), end));
      left -= end - row.prefilled();
    }
  }

  private void addDecoding() {
    List<Row> rows = grid.decoding();
    for (int place = 0; place < rows.size(); place++) {
      Row row = rows.get(place);
      attention.add(place, row.position(), row.position() + 1);
      add(row, place, row.job().answer().lastToken(), row.position());
    }
  }

  private void add(Chunk chunk) {
    RequestTokens tokens = chunk.row().job().tokens();
    int perImage = tokens.images().isEmpty() ? 1 : tokens.perImage();
    for (int image = 0; image < tokens.images().size(); image++) {
      int first = (int) tokens.places()[image * perImage];
      if (first >= chunk.from() && first < chunk.to()) {
        images.add(tokens.images().get(image));
        for (int i = 0; i < perImage; i++) {
          imagePlaces.add(count + first - chunk.from() + i);
        }
      }
    }
    attention.add(chunk.place(), chunk.from(), chunk.to());
    for (int position = chunk.from(); position < chunk.to(); position++) {
      add(chunk.row(), chunk.place(), tokens.ids()[position], position);
    }
  }

  private void add(Row row, int place, long id, int position) {
    ids[count] = id;
    positions[count] = position;
    places[count] = (long) place * grid.span() + position;
    adapterOf[count] = adapters.place(row.job().adapter());
    count++;
  }

  /** Prompt tokens that the step takes in. */
  int promptTokens() {
    return chunks.stream().mapToInt(chunk -> chunk.to() - chunk.from()).sum();
  }

  /**
   * Computes the step, and lets each answer take its next token.
   *
   * @return the rows whose prompts are taken in now
   */
  List<Row> run(TorchNetwork network) {
    List<Row> decoding = List.copyOf(grid.decoding());
    List<Row> done = chunks.stream().filter(Chunk::isLast).map(Chunk::row).toList();
    float[] logits = call(network);
    List<Row> answered = new ArrayList<>(decoding);
    answered.addAll(done);
    int vocabulary = answered.isEmpty() ? 0 : logits.length / answered.size();
    chunks.forEach(chunk -> chunk.row().prefill(chunk.to()));
    for (int i = 0; i < answered.size(); i++) {
      answered.get(i).job().answer().accept(logits, i * vocabulary, vocabulary);
    }
    return done;
  }

  private float[] call(TorchNetwork network) {
    Floats features =
        images.isEmpty()
            ? new Floats(new long[] {0, 0, 0}, new float[0])
            : FeatureMap.stack(images);
    long[] at = imagePlaces.build().toArray();
    long[] back = attention.back();
    long[] attending = attention.tokens();
    long[] wanted = wanted(grid.decoding().size());
    try (TorchCall call = network.call("step")) {
      call.longs(ids, count)
          .floats(features.values(), features.shape())
          .longs(at, at.length)
          .longs(positions, count)
          .longs(places, count)
          .integers(attention.groups())
          .longs(attending, attending.length)
          .longs(back, back.length)
          .longs(wanted, wanted.length)
          .longsList(ActiveAdapters.route(adapterOf));
      return call.runFloats().values();
    }
  }

  /** The tokens whose logits tell a next one. */
  private long[] wanted(int decoding) {
    LongStream.Builder wanted = LongStream.builder();
    for (int i = 0; i < decoding; i++) {
      wanted.add(i);
    }
    int end = decoding;
    for (Chunk chunk : chunks) {
      end += chunk.to() - chunk.from();
      if (chunk.isLast()) {
        wanted.add(end - 1);
      }
    }
    return wanted.build().toArray();
  }
}
