package dev.swath.vlm.decoding;

import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.Comparator;
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

  /**
   * @param token the step's token whose logits tell the next one
   */
  private record Next(long token, Answer answer) {

    boolean greedy() {
      return answer.takesMostLikely();
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
    List<Row> done = chunks.stream().filter(Chunk::isLast).map(Chunk::row).toList();
    List<Next> next = next();
    int greedy = (int) next.stream().filter(Next::greedy).count();
    List<Floats> results = call(network, next, greedy);
    float[] chosen = results.get(0).values();
    float[] logits = results.get(1).values();
    chunks.forEach(chunk -> chunk.row().prefill(chunk.to()));
    for (int i = 0; i < greedy; i++) {
      next.get(i).answer().accept((int) chosen[2 * i], chosen[2 * i + 1]);
    }
    int vocabulary = next.size() == greedy ? 0 : logits.length / (next.size() - greedy);
    for (int i = greedy; i < next.size(); i++) {
      next.get(i).answer().accept(logits, (i - greedy) * vocabulary, vocabulary);
    }
    return done;
  }

  private List<Floats> call(TorchNetwork network, List<Next> next, int greedy) {
    Floats features =
        images.isEmpty()
            ? new Floats(new long[] {0, 0, 0}, new float[0])
            : FeatureMap.stack(images);
    long[] at = imagePlaces.build().toArray();
    long[] back = attention.back();
    long[] attending = attention.tokens();
    long[] wanted = next.stream().mapToLong(Next::token).toArray();
    try (TorchCall call = network.call("step")) {
      call.longs(ids, count)
          .floats(features.values(), features.shape())
          .longs(at, at.length)
          .longs(positions, count)
          .longs(places, count)
          .integers(attention.groups())
          .longs(attending, attending.length)
          .longs(back, back.length)
          .integer(greedy)
          .longs(wanted, wanted.length)
          .longsList(ActiveAdapters.route(adapterOf));
      return call.runList();
    }
  }

  /** The answers that get a next token, those that take the most likely one before the others. */
  private List<Next> next() {
    List<Next> all = new ArrayList<>();
    int token = 0;
    for (Row row : grid.decoding()) {
      all.add(new Next(token++, row.job().answer()));
    }
    for (Chunk chunk : chunks) {
      token += chunk.to() - chunk.from();
      if (chunk.isLast()) {
        all.add(new Next(token - 1, chunk.row().job().answer()));
      }
    }
    all.sort(Comparator.comparing(Next::greedy).reversed());
    return all;
  }
}
