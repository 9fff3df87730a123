package dev.swath.standalone;

import dev.swath.change.ChangeApplication;
import dev.swath.encoder.EncoderApplication;
import dev.swath.ingest.IngestApplication;
import dev.swath.llm.LlmApplication;
import dev.swath.promptaugment.PromptAugmentApplication;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The five services, in the order in which a scene flows through them. */
enum Service {
  INGEST("ingest-service", IngestApplication::application),
  ENCODER("encoder-service", EncoderApplication::application),
  CHANGE("change-service", ChangeApplication::application),
  PROMPT_AUGMENT("prompt-augment-service", PromptAugmentApplication::application),
  LLM("llm-service", LlmApplication::application);

  private final String title;
  private final Supplier<SpringApplicationBuilder> application;

  Service(String title, Supplier<SpringApplicationBuilder> application) {
    this.title = title;
    this.application = application;
  }

  String title() {
    return title;
  }

  /** A new application of this service, not yet started. */
  SpringApplicationBuilder application() {
    return application.get();
  }

  /**
   * The service of that name; "-service" may be left out.
   *
   * @throws IllegalArgumentException if there is none; the text names them all
   */
  static Service named(String name) {
    return Arrays.stream(values())
        .filter(s -> s.title.equals(name) || s.title.equals(name + "-service"))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no service '"
                        + name
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(Service::title)
                            .collect(Collectors.joining(", "))));
  }
}
