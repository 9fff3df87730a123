package dev.swath.standalone.dlt;

import dev.swath.servicekit.DeadLetters;
import dev.swath.standalone.client.Secrets;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./swath dlt show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows one dead letter: why it is there, its headers, and its value without images and"
            + " tensors. Credentials are hidden where they can be told by their names.")
final class ShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private KafkaAccess kafka;

  @Parameters(
      paramLabel = "TOPIC:PARTITION:OFFSET",
      description = "Where it is, as swath dlt list --each tells.",
      converter = Place.Converter.class)
  private Place place;

  @Override
  public Integer call() {
    DeadLetterReader reader = new DeadLetterReader(kafka);
    reader.require(place);
    DeadLetter letter =
        reader
            .at(place)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "there is no dead letter at %s; swath dlt list --each tells where they are"
                            .formatted(place)));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", letter.place());
    print(out, "reason", letter.reason());
    print(out, "exception", header(letter, DeadLetters.EXCEPTION));
    print(out, "service", letter.service());
    print(out, "tries", letter.attempts());
    print(out, "time", letter.time());
    print(out, "was at", origin(letter));
    if (letter.replayed() > 0) {
      print(out, "replayed", letter.replayed() + " times");
    }
    print(out, "key", Payload.text(letter.message().key()));
    for (Header header : letter.message().headers()) {
      if (!header.key().startsWith(DeadLetters.PREFIX)) {
        print(out, "header", header(header));
      }
    }
    out.println();
    out.println(Payload.of(letter));
    out.flush();
    return 0;
  }

  private static String origin(DeadLetter letter) {
    return "%s, partition %s, offset %s"
        .formatted(
            DeadLetter.oneLine(letter.originalTopic()),
            header(letter, DeadLetters.PARTITION),
            header(letter, DeadLetters.OFFSET));
  }

  private static String header(DeadLetter letter, String name) {
    return letter.header(name).map(DeadLetter::oneLine).orElse("?");
  }

  private static String header(Header header) {
    boolean secret = Secrets.isNamed(header.key());
    return "%s: %s"
        .formatted(
            DeadLetter.oneLine(header.key()),
            secret ? Secrets.HIDDEN : Payload.text(header.value()));
  }

  private static void print(PrintWriter out, String name, String value) {
    out.printf("  %-10s %s%n", name, value);
  }
}
