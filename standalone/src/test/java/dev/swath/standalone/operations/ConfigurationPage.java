package dev.swath.standalone.operations;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Makes docs/configuration.md from the records of settings, the services' own files, and what the
 * service kit sets.
 */
final class ConfigurationPage {

  private static final List<String> SERVICES =
      List.of(
          "ingest-service",
          "encoder-service",
          "change-service",
          "prompt-augment-service",
          "llm-service");

  /** Who reads what, in the order of the page. */
  private static final Map<String, String> READERS = new LinkedHashMap<>();

  static {
    READERS.put("swath.kafka", "every service");
    READERS.put("swath.http", "every service; only ingest-service answers anything by HTTP");
    READERS.put("swath.model", String.join(", ", SERVICES.subList(1, 5)));
    READERS.put("swath.decoding", String.join(", ", SERVICES.subList(3, 5)));
    SERVICES.forEach(service -> READERS.put("swath." + service.replace("-service", ""), service));
  }

  private ConfigurationPage() {}

  static String text() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Configuration

        This page is made from the code; `PagesTest` fails when it differs. To make it anew:

        ```bash
        %s
        ```

        A property is set on the command line (`--swath.encoder.batch-size=64`; `--set swath.encoder.batch-size=64` for `./swath run` and
        `demo`), by an environment variable (upper case, dots to underscores, dashes left out: `SWATH_ENCODER_BATCHSIZE`), or in a file that
        `spring.config.additional-location` names. A value that cannot be stops the start with the property's name and what is right, and so
        does a name of Swath's that does not exist, unless it is an environment variable.
        """
            .formatted(CommittedPage.HOW));
    ours(page);
    page.append(
        """

        ## What Swath sets of Spring's and Kafka's

        These are Spring Boot's properties with other defaults than its own; whatever you set wins. In every service:

        | property | default |
        | --- | --- |
        """);
    ofTheKit().forEach((name, value) -> row(page, code(name), code(value)));
    page.append("\nIn one service:\n\n| property | service | default |\n| --- | --- | --- |\n");
    for (String service : SERVICES) {
      for (Map.Entry<String, String> property : yaml(service).entrySet()) {
        if (!property.getKey().startsWith("swath.")) {
          row(page, code(property.getKey()), service, code(property.getValue()));
        }
      }
    }
    return page.toString();
  }

  private static void ours(StringBuilder page) throws IOException {
    Map<String, String> given = new TreeMap<>();
    for (String service : SERVICES) {
      given.putAll(yaml(service));
    }
    List<ConfigurationProperty> all = ConfigurationProperty.all();
    for (ConfigurationProperty property : all) {
      if (!READERS.containsKey(property.prefix())) {
        throw new AssertionError("nobody is said to read " + property.name());
      }
    }
    READERS.forEach(
        (prefix, readers) -> {
          page.append("\n## %s.*\n\nRead by %s.\n\n".formatted(prefix, readers));
          page.append("| property | type | default | meaning |\n| --- | --- | --- | --- |\n");
          all.stream()
              .filter(property -> property.prefix().equals(prefix))
              .forEach(p -> row(page, code(p.name()), p.kind(), standard(p, given), p.meaning()));
        });
  }

  /** The default: what the service's own file gives, or else the record. */
  private static String standard(ConfigurationProperty property, Map<String, String> given) {
    String name = property.name();
    List<String> elements =
        given.keySet().stream().filter(n -> n.equals(name) || n.startsWith(name + "[")).toList();
    if (elements.stream().anyMatch(element -> element.contains("]."))) {
      return "see " + code(READERS.get(property.prefix()) + ".yaml");
    }
    String standard = String.join(",", elements.stream().map(given::get).toList());
    return code(elements.isEmpty() ? property.standard() : standard);
  }

  /** What a service's own file sets. */
  static Map<String, String> yaml(String service) throws IOException {
    ClassPathResource file = new ClassPathResource(service + ".yaml");
    Map<String, String> properties = new TreeMap<>();
    for (PropertySource<?> source : new YamlPropertySourceLoader().load(service, file)) {
      put(source, properties);
    }
    return properties;
  }

  /** What the service kit sets in an application that sets nothing itself. */
  private static Map<String, String> ofTheKit() {
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(Nothing.class)
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .logStartupInfo(false);
    Map<String, String> properties = new TreeMap<>();
    try (ConfigurableApplicationContext context = application.run()) {
      put(context.getEnvironment().getPropertySources().get("swathServiceDefaults"), properties);
    }
    return properties;
  }

  private static void put(PropertySource<?> source, Map<String, String> properties) {
    for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
      properties.put(name, String.valueOf(source.getProperty(name)));
    }
  }

  private static String code(String word) {
    return word == null || word.isEmpty() ? "none" : "`" + word + "`";
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  @Configuration
  static class Nothing {}
}
