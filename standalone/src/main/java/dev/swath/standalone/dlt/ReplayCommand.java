package dev.swath.standalone.dlt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./swath dlt replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Puts dead letters back to the topic that they came from, with key, headers and value as they"
          + " were; the header swath-dlt-replayed counts how often.",
      "Do it when what was wrong is mended; what is still wrong becomes a dead letter again.",
      "Ids are made of what a message says, never of when or where it was published. So a replay"
          + " repeats ids and makes no new one: who keeps ids sees every answer once, however often"
          + " something is replayed.",
      "Every service that takes the topic takes the message again, also one that had not given it"
          + " up. The dead letter stays where it is until its retention ends."
    })
final class ReplayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private KafkaAccess kafka;
  @Mixin private Filter filter;

  @Parameters(
      paramLabel = "TOPIC:PARTITION:OFFSET",
      arity = "0..*",
      description = "Which ones, as swath dlt list --each tells; or choose by the options.",
      converter = Place.Converter.class)
  private List<Place> places = List.of();

  @Option(names = "--all", description = "Every dead letter of every topic.")
  private boolean all;

  @Option(names = "--yes", description = "Does not ask before it publishes.")
  private boolean yes;

  @Override
  public Integer call() {
    int choices = (places.isEmpty() ? 0 : 1) + (filter.isGiven() ? 1 : 0) + (all ? 1 : 0);
    if (choices != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Say which dead letters: name them, or choose by --topic, --reason and --since, or --all.");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    DeadLetterReader reader = new DeadLetterReader(kafka);
    places.forEach(reader::require);
    // What dies again while this runs is not among them.
    Map<Place, String> chosen = new LinkedHashMap<>();
    if (places.isEmpty()) {
      reader.read(filter, letter -> chosen.put(letter.place(), letter.originalTopic()));
    } else {
      reader.read(places, letter -> chosen.put(letter.place(), letter.originalTopic()));
    }
    for (Place place : places) {
      if (!chosen.containsKey(place)) {
        throw new IllegalStateException("there is no dead letter at " + place);
      }
    }
    if (chosen.isEmpty()) {
      out.println("No dead letters.");
      out.flush();
      return 0;
    }
    if (!yes && !confirmed(chosen, err)) {
      err.println("Nothing was replayed.");
      return 1;
    }
    try (Replay replay = new Replay(kafka, out::println, err::println)) {
      reader.read(chosen.keySet(), replay::put);
      replay.flush();
      out.printf("%d of %d dead letters went back.%n", replay.done(), chosen.size());
      out.flush();
      return replay.done() == chosen.size() ? 0 : 1;
    }
  }

  private static boolean confirmed(Map<Place, String> chosen, PrintWriter err) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    chosen.values().forEach(topic -> counts.merge(topic, 1, Integer::sum));
    counts.forEach((topic, count) -> err.printf("%7d to %s%n", count, DeadLetter.oneLine(topic)));
    err.printf("Replay %d dead letters? [y/N] ", chosen.size());
    err.flush();
    try {
      // Not closed: it is the caller's.
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      String answer = in.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
