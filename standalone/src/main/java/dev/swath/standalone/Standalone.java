package dev.swath.standalone;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.DecodingSettings;
import dev.swath.servicekit.Intake;
import dev.swath.standalone.demo.Link;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.WeightForm;
import dev.swath.vlm.decoding.DecodingLimits;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The five services in this JVM, on an embedded broker or on a Kafka that runs elsewhere. What they
 * store lies below one data folder; a second start on it goes on where the first one stopped.
 */
public final class Standalone implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Standalone.class);

  private static final String DEFAULT_ADAPTER = "instructions";

  /** As far above the port for scenes as in the services' own files. */
  private static final int MANAGEMENT_OFFSET = 1000;

  private static final String SESSION_TIMEOUT_MS = "20000";

  private final String bootstrapServers;
  private final Map<Service, ConfigurableApplicationContext> services;
  private final Deque<AutoCloseable> parts;

  /**
   * What can be chosen.
   *
   * @param dataDir where everything is kept; made if absent
   * @param model a checkpoint folder
   * @param port the HTTP port for scenes and questions; the services' health and metrics take five
   *     ports from 1000 above it; 0 for any free ones
   * @param kafkaPort the embedded broker's port, 0 for the last one or any free one
   * @param bootstrapServers a Kafka that runs elsewhere; empty for the embedded one
   * @param properties more properties for every service, by name
   */
  public record Settings(
      Path dataDir,
      Path model,
      int port,
      int kafkaPort,
      Optional<String> bootstrapServers,
      Map<String, String> properties) {

    public Settings {
      properties = Map.copyOf(properties);
    }
  }

  private Standalone(
      String bootstrapServers,
      Map<Service, ConfigurableApplicationContext> services,
      Deque<AutoCloseable> parts) {
    this.bootstrapServers = bootstrapServers;
    this.services = services;
    this.parts = parts;
  }

  /**
   * Starts everything and returns when it takes scenes.
   *
   * @throws RuntimeException if a part cannot start; what had started is stopped again
   */
  public static Standalone start(Settings settings) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      ModelFolder model = ModelFolder.open(settings.model());
      String bootstrap =
          settings
              .bootstrapServers()
              .orElseGet(
                  () -> {
                    Path folder = settings.dataDir().resolve("kafka");
                    EmbeddedKafka kafka = EmbeddedKafka.start(folder, settings.kafkaPort());
                    parts.push(kafka);
                    return kafka.bootstrapServers();
                  });
      LanguageModel languageModel = languageModel(model, settings);
      parts.push(languageModel);
      // Stopped in the order of the flow, so that no service waits for one that is gone.
      Map<Service, ConfigurableApplicationContext> services = new EnumMap<>(Service.class);
      parts.push(() -> services.values().forEach(ConfigurableApplicationContext::close));
      for (Service service : Service.values()) {
        long start = System.nanoTime();
        SpringApplicationBuilder application =
            quiet(service.application())
                .initializers(context -> share(service, context, languageModel));
        services.put(service, application.run(arguments(service, settings, bootstrap, model)));
        log.info("{} started in {} ms", service.title(), (System.nanoTime() - start) / 1_000_000);
      }
      return new Standalone(bootstrap, services, parts);
    } catch (RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  /** The address of the broker for clients, "host:port". */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The HTTP port that takes scenes and questions. */
  public int ingestPort() {
    return services
        .get(Service.INGEST)
        .getEnvironment()
        .getRequiredProperty("local.server.port", Integer.class);
  }

  /** The services as they run, in the order in which a scene flows. */
  Collection<ConfigurableApplicationContext> services() {
    return services.values();
  }

  /** Which consumer group takes which topic, in the order in which a scene flows. */
  public List<Link> flow() {
    String ingest = group(Service.INGEST);
    String change = property(Service.CHANGE, "spring.kafka.streams.application-id");
    return List.of(
        new Link(Topics.SCENES, ingest),
        new Link(Topics.QUESTIONS, ingest + "-questions"),
        new Link(Topics.OBSERVATIONS, group(Service.ENCODER)),
        new Link(Topics.VISUAL_TOKENS, change),
        intake(Topics.VISUAL_TOKENS, Service.PROMPT_AUGMENT),
        intake(Topics.CHANGE_TOKENS, Service.PROMPT_AUGMENT),
        intake(Topics.PROMPTS, Service.LLM));
  }

  private Link intake(String topic, Service service) {
    Intake intake = services.get(service).getBean(Intake.class);
    return new Link(topic, intake.group(group(service)), intake.isShared());
  }

  private String group(Service service) {
    return property(service, "spring.kafka.consumer.group-id");
  }

  private String property(Service service, String name) {
    return services.get(service).getEnvironment().getRequiredProperty(name);
  }

  /** Stops the services, then the broker. */
  @Override
  public void close() {
    closeAll(parts);
  }

  private static SpringApplicationBuilder quiet(SpringApplicationBuilder application) {
    return application
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        // The order in which things stop is ours.
        .registerShutdownHook(false);
  }

  private static LanguageModel languageModel(ModelFolder model, Settings settings) {
    DecodingSettings decoding =
        new Binder(new MapConfigurationPropertySource(settings.properties()))
            .bindOrCreate("swath.decoding", DecodingSettings.class);
    return LanguageModel.load(
        model, decoding.as(DecodingLimits::new), WeightForm.named(decoding.weights()));
  }

  /** Two services decode with the same weights: in one JVM they need not be there twice. */
  private static void share(
      Service service, ConfigurableApplicationContext context, LanguageModel languageModel) {
    if (service == Service.PROMPT_AUGMENT || service == Service.LLM) {
      context.getBeanFactory().registerSingleton("languageModel", languageModel);
    }
  }

  private static String[] arguments(
      Service service, Settings settings, String bootstrap, ModelFolder model) {
    int management =
        settings.port() == 0 ? 0 : settings.port() + MANAGEMENT_OFFSET + service.ordinal();
    Path changeState = settings.dataDir().resolve("change-state").toAbsolutePath().normalize();
    Map<String, String> properties = new TreeMap<>();
    if (service == Service.INGEST) {
      properties.put("server.port", Integer.toString(settings.port()));
    }
    properties.put("management.server.port", Integer.toString(management));
    properties.put("spring.kafka.bootstrap-servers", bootstrap);
    properties.put("spring.kafka.streams.state-dir", changeState.toString());
    properties.put("swath.model.path", model.path().toString());
    properties.put("swath.ingest.tile-size", Integer.toString(model.imageSize()));
    // After a kill the broker waits so long for the old members before it gives their partitions
    // to the new ones; broker and members share one machine, so heartbeats come in time.
    properties.put("spring.kafka.consumer.properties.session.timeout.ms", SESSION_TIMEOUT_MS);
    properties.put("spring.kafka.streams.properties.session.timeout.ms", SESSION_TIMEOUT_MS);
    if (!model.adapters().containsKey(DEFAULT_ADAPTER)) {
      // A published checkpoint has no such adapter: its base model answers itself.
      properties.put("swath.ingest.adapter", "");
    }
    properties.putAll(settings.properties());
    return properties.entrySet().stream()
        .map(property -> "--" + property.getKey() + "=" + property.getValue())
        .toArray(String[]::new);
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        log.warn("A part did not stop cleanly", e);
      }
    }
  }
}
