package dev.swath.standalone;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Starts one service, as its own process. */
@Command(
    name = "service",
    mixinStandardHelpOptions = true,
    description = {
      "Starts one service against a Kafka that runs elsewhere.",
      "The services: ingest-service, encoder-service, change-service, prompt-augment-service,"
          + " llm-service."
    })
public final class ServiceCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The service.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "--PROPERTY=VALUE",
      description = "Spring properties after --, e.g. -- --spring.kafka.bootstrap-servers=h:9092")
  private List<String> properties = List.of();

  @Override
  public Integer call() throws InterruptedException {
    start(name, properties);
    // Spring's own shutdown hook stops the service.
    new CountDownLatch(1).await();
    return 0;
  }

  /**
   * Starts a service in this process.
   *
   * @param properties as arguments: {@code --name=value}
   * @throws IllegalArgumentException if there is no such service
   */
  public static ConfigurableApplicationContext start(String name, List<String> properties) {
    SpringApplicationBuilder service = Service.named(name).application();
    if (Logging.structured(properties)) {
      service.properties("logging.config=classpath:logback-structured.xml");
    }
    return service.run(properties.toArray(String[]::new));
  }
}
