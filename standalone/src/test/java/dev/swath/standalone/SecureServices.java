package dev.swath.standalone;

import dev.swath.contracts.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;

/** The five services as if each had a process of its own: each logs in as itself. */
final class SecureServices implements AutoCloseable {

  private static final Path MODEL = Path.of("../vlm/src/test/resources/golden/vila-tiny");

  private final List<ConfigurableApplicationContext> started = new ArrayList<>();

  /** Starts all five; each is told of the certificate in another way that users have. */
  static SecureServices start(SecureKafka kafka, Path folder) {
    SecureServices services = new SecureServices();
    try {
      for (Service service : Service.values()) {
        Map<String, String> properties = properties(service, kafka, folder);
        switch (service) {
          case INGEST, CHANGE -> useInstead(properties, kafka.springBundle());
          case ENCODER -> useInstead(properties, kafka.springStore());
          default -> {}
        }
        services.started.add(run(service, properties));
      }
      return services;
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  /** What a service needs to log in as itself, with the certificate as PEM. */
  static Map<String, String> properties(Service service, SecureKafka kafka, Path folder) {
    String user = Role.named(service.title()).title();
    Map<String, String> properties = new TreeMap<>(kafka.spring(user, SecureKafka.password(user)));
    properties.put("spring.kafka.admin.auto-create", "false");
    properties.put("server.port", "0");
    properties.put("spring.kafka.streams.state-dir", folder.resolve("state").toString());
    properties.put("swath.model.path", MODEL.toString());
    properties.put("swath.ingest.tile-size", "42");
    properties.put("swath.ingest.adapter", "");
    properties.put("swath.ingest.allowed-roots", folder.toString());
    properties.put("swath.prompt-augment.clues.enabled", "false");
    properties.put("swath.llm.max-tokens", "4");
    return properties;
  }

  static ConfigurableApplicationContext run(Service service, Map<String, String> properties) {
    return service
        .application()
        .bannerMode(Banner.Mode.OFF)
        .registerShutdownHook(false)
        .run(
            properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new));
  }

  /** How many run. */
  long running() {
    return started.stream().filter(ConfigurableApplicationContext::isRunning).count();
  }

  private static void useInstead(Map<String, String> properties, Map<String, String> store) {
    properties.keySet().removeIf(name -> name.startsWith("spring.kafka.ssl."));
    properties.putAll(store);
  }

  @Override
  public void close() {
    started.forEach(ConfigurableApplicationContext::close);
  }
}
