package dev.swath.lab.bench;

import dev.swath.lab.bench.Figure.Goal;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.decoding.DecodingEngine;
import dev.swath.vlm.decoding.DecodingLimits;
import dev.swath.vlm.decoding.LoadedAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How near decoding comes to the machine's limits, and what batching, sharing and adapters cost.
 */
final class LanguageFigures {

  private static final long CACHE = 1L << 30;
  private static final int ROWS = 32;
  private static final int PREFILL_ROWS = 8;
  private static final int PREFILL_TOKENS = 256;
  private static final int QUESTIONS = 100;
  private static final int QUESTION = 12;
  private static final int SHORT_ANSWER = 2;
  private static final int ADAPTERS = 8;
  private static final int ARRIVALS = 48;

  private static final String PREFILL =
      "By a profile of its operators 76 % of the time are products, at about the rate of 1024^3; 9 % rotary positions,"
          + " 7 % attention, 2 % norms, 2 % the gate, 1 % writing keys and values. These go through memory, which the"
          + " square product does not, so that a machine whose memory others use too reaches less: 0.68 to 0.85 was"
          + " measured within a day.";

  private static final String ONE_ROW =
      "By a profile of its operators about 76 % of the time are products of one row, which read their weights at the"
          + " memory's rate; the rest are 533 operators a step, 1,270 with those that they call, most of a microsecond or"
          + " two. 850 of them were taken away: the first 500, views of weights and cache that are made once now, are an"
          + " eighth of a GPU's step and too little of this one to be measured; residuals that are added within products,"
          + " a norm's constant that needs no conversion and a plainer split brought 0.03 (three times in turn)."
          + " Two halves in two futures, transposed and batched products, embedding_bag and oneDNN are no faster. int8 weights"
          + " (swath.decoding.weights) are the way out today, fewer operators by a kernel of our own the next step.";

  private static final String QUESTIONS_PROFILE =
      "By a profile of its operators 64 % of the time of questions on one image are products, 16 % attention to the"
          + " shared prefix, 5 % copies of it. Each question is twelve tokens and two answers' steps of its own, and a"
          + " product of so few tokens takes longer a token than one of a whole prompt.";

  private static final String MIXED =
      "Rows with different adapters go through the matrices of all adapters in use, and each keeps its own: two wide"
          + " products a layer's module instead of two narrow ones an adapter. That is eight times one adapter's"
          + " arithmetic.";

  private final String title;
  private final RandomModel model;
  private final RandomModel int8;
  private final Machine machine;
  private final DecodeTiming timing;

  /**
   * @param title the model's name
   * @param int8 the same model with its weights in int8
   */
  LanguageFigures(String title, RandomModel model, RandomModel int8, Machine machine) {
    this.title = title;
    this.model = model;
    this.int8 = int8;
    this.machine = machine;
    this.timing = new DecodeTiming(model);
  }

  List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    figures.add(prefill());
    figures.addAll(decode());
    figures.add(sharedPrefix());
    figures.addAll(adapters());
    figures.add(arrivals());
    return figures;
  }

  /** So that what is measured first does not pay for the cache's memory. */
  private void warmUp(DecodingEngine engine) {
    timing.seconds(engine, 1, DecodeTiming.PROMPT, 2);
  }

  private Figure prefill() {
    int chunk = PREFILL_ROWS * PREFILL_TOKENS;
    double work = model.prefillFlops(PREFILL_ROWS, PREFILL_TOKENS);
    try (DecodingEngine engine = model.engine(new DecodingLimits(CACHE, ROWS, chunk))) {
      warmUp(engine);
      Pairs flops =
          Pairs.inTurn(
              () -> work / timing.seconds(engine, PREFILL_ROWS, PREFILL_TOKENS, 1),
              machine.flops());
      return Figure.of(
              "prefill, %s, 8 x 256 tokens".formatted(title),
              machine.matrixRateName(),
              Machine.gigaflops(flops.own()),
              Machine.gigaflops(flops.other()),
              flops.ratio(),
              Goal.atLeast(0.75))
          .noting("%.0f tokens/s".formatted(chunk * flops.own() / work))
          .limitedBy(PREFILL);
    }
  }

  private List<Figure> decode() {
    DecodeTiming int8Timing = new DecodeTiming(int8);
    try (DecodingEngine engine = model.engine(limits());
        DecodingEngine int8Engine = int8.engine(limits())) {
      warmUp(engine);
      Pairs rate =
          Pairs.inTurn(() -> model.weightBytes() / timing.stepSeconds(engine, 1), machine.bytes());
      Pairs rows =
          Pairs.inTurn(
              () -> ROWS / timing.stepSeconds(engine, ROWS),
              () -> 1 / timing.stepSeconds(engine, 1));
      Pairs narrow =
          Pairs.inTurn(
              () -> 1 / int8Timing.stepSeconds(int8Engine, 1),
              () -> 1 / timing.stepSeconds(engine, 1));
      return List.of(
          Figure.of(
                  "decode, 1 row",
                  "memory read rate",
                  Machine.gigabytes(rate.own()),
                  Machine.gigabytes(rate.other()),
                  rate.ratio(),
                  Goal.atLeast(0.75))
              .noting(
                  "%.1f tokens/s; int8 weights are %.2f times as fast"
                      .formatted(rate.own() / model.weightBytes(), narrow.ratio()))
              .limitedBy(ONE_ROW),
          Figure.of(
              "decode, 32 rows",
              "1 row",
              tokens(rows.own()),
              tokens(rows.other()),
              rows.ratio(),
              Goal.atLeast(8)));
    }
  }

  private Figure sharedPrefix() {
    try (DecodingEngine engine = model.engine(limits())) {
      warmUp(engine);
      Pairs pairs = Pairs.inTurn(3, () -> questions(engine, true), () -> questions(engine, false));
      return Figure.of(
              "100 questions on one image",
              "on 100 images",
              "%.1f questions/s".formatted(pairs.own()),
              "%.1f questions/s".formatted(pairs.other()),
              pairs.ratio(),
              Goal.atLeast(8))
          .limitedBy(QUESTIONS_PROFILE);
    }
  }

  /** Questions a second. */
  private double questions(DecodingEngine engine, boolean oneImage) {
    FeatureMap image = model.image();
    List<GenerationRequest> requests =
        IntStream.range(0, QUESTIONS)
            .mapToObj(i -> model.question(oneImage ? image : model.image(), QUESTION, SHORT_ANSWER))
            .toList();
    return QUESTIONS / Timing.once(() -> RandomModel.decode(engine, requests));
  }

  private List<Figure> adapters() {
    List<LoadedAdapter> adapters = model.adapters(ADAPTERS);
    try (DecodingEngine engine = model.engine(limits())) {
      warmUp(engine);
      return List.of(
          mixed(engine, adapters, adapters.subList(0, 1), "1 adapter", Goal.atLeast(0.9)),
          mixed(engine, adapters, List.of(LoadedAdapter.NONE), "no adapter", Goal.atLeast(0.75)));
    }
  }

  private Figure mixed(
      DecodingEngine engine,
      List<LoadedAdapter> adapters,
      List<LoadedAdapter> others,
      String against,
      Goal goal) {
    Pairs pairs = Pairs.inTurn(() -> rowsRate(engine, adapters), () -> rowsRate(engine, others));
    return Figure.of(
            "decode, 32 rows, %d adapters mixed".formatted(ADAPTERS),
            against,
            tokens(pairs.own()),
            tokens(pairs.other()),
            pairs.ratio(),
            goal)
        .limitedBy(MIXED);
  }

  /** Tokens a second of a full batch with the adapters in turn. */
  private double rowsRate(DecodingEngine engine, List<LoadedAdapter> adapters) {
    List<GenerationRequest> requests =
        timing.requests(ROWS, DecodeTiming.PROMPT, DecodeTiming.ANSWER);
    return ROWS
        * DecodeTiming.ANSWER
        / Timing.once(
            () ->
                RandomModel.decode(
                    engine,
                    requests,
                    request -> adapters.get(requests.indexOf(request) % adapters.size())));
  }

  /** Requests of all lengths that come at random, twice as fast as a full batch could serve. */
  private Figure arrivals() {
    SplittableRandom random = new SplittableRandom(4);
    List<GenerationRequest> requests =
        IntStream.range(0, ARRIVALS)
            .mapToObj(i -> model.request(8 + random.nextInt(57), 8 + random.nextInt(41)))
            .toList();
    double[] waits = random.doubles(ARRIVALS).map(value -> -Math.log(1 - value)).toArray();
    try (DecodingEngine engine = model.engine(limits())) {
      warmUp(engine);
      double alone =
          Timing.once(
              () -> requests.forEach(request -> RandomModel.decode(engine, List.of(request))));
      double[] latencies = new double[ARRIVALS];
      double together =
          Timing.once(() -> arrive(engine, requests, waits, alone / ARRIVALS / 10, latencies));
      return Figure.of(
              "48 requests at random times",
              "one after another",
              "%.1f requests/s".formatted(ARRIVALS / together),
              "%.1f requests/s".formatted(ARRIVALS / alone),
              alone / together,
              Goal.atLeast(4))
          .noting(
              "95 %% of the answers within %.2f s".formatted(Timing.percentile(latencies, 0.95)));
    }
  }

  private static void arrive(
      DecodingEngine engine,
      List<GenerationRequest> requests,
      double[] waits,
      double meanWait,
      double[] latencies) {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (int i = 0; i < waits.length; i++) {
      LockSupport.parkNanos((long) (waits[i] * meanWait * 1e9));
      int index = i;
      long from = System.nanoTime();
      answers.add(
          engine
              .submit(List.of(requests.get(i)), request -> LoadedAdapter.NONE, List.of(""))
              .get(0)
              .thenAccept(answer -> latencies[index] = (System.nanoTime() - from) * 1e-9));
    }
    answers.forEach(CompletableFuture::join);
  }

  private static DecodingLimits limits() {
    return new DecodingLimits(CACHE, ROWS, 512);
  }

  private static String tokens(double perSecond) {
    return "%.0f tokens/s".formatted(perSecond);
  }
}
