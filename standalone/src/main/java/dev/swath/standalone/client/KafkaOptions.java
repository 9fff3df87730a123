package dev.swath.standalone.client;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Option;

/** The options that say where Kafka is and how to log in: the same for every command. */
public final class KafkaOptions {

  private static final String SERVERS = "bootstrap.servers";
  private static final String PROTOCOL = "security.protocol";

  /** Who calls a command waits for it: Kafka's own minute is long. */
  public static final int PATIENCE_MS = 20_000;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description =
          "A Kafka that runs elsewhere (default: bootstrap.servers of --kafka-config, if it says).")
  private String bootstrap;

  @Option(
      names = {"--kafka-config", "--command-config"},
      paramLabel = "FILE",
      description = "Properties of Kafka's clients, for TLS and SASL. What it says is not printed.")
  private Path file;

  /** Something that talks to Kafka. */
  @FunctionalInterface
  public interface Talk<T> {
    T run() throws ExecutionException, InterruptedException;
  }

  /** The Kafka that is named, if one is. */
  public Optional<String> servers() {
    return Optional.ofNullable(bootstrap)
        .or(() -> Optional.ofNullable(read().getProperty(SERVERS)));
  }

  /** The properties of a client, with the address if one is named. */
  public Map<String, Object> client() {
    Map<String, Object> config = new HashMap<>();
    read().forEach((name, value) -> config.put((String) name, value));
    servers().ifPresent(servers -> config.put(SERVERS, servers));
    return config;
  }

  /** An admin client that does not wait for long. */
  public static Admin admin(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("client.id", "swath-admin");
    config.putIfAbsent("default.api.timeout.ms", PATIENCE_MS);
    config.putIfAbsent("request.timeout.ms", PATIENCE_MS / 2);
    return Admin.create(config);
  }

  /** The same for services: what the file says, as Spring's properties for every client. */
  public Map<String, String> spring() {
    Map<String, String> properties = new TreeMap<>();
    Properties config = read();
    for (String name : config.stringPropertyNames()) {
      if (name.equals(PROTOCOL)) {
        properties.put("spring.kafka.security.protocol", config.getProperty(name));
      } else if (!name.equals(SERVERS)) {
        properties.put("spring.kafka.properties.[" + name + "]", config.getProperty(name));
      }
    }
    return properties;
  }

  /**
   * Runs something that talks to Kafka.
   *
   * @param servers where it is, for the message
   * @throws IllegalStateException if Kafka does not answer or refuses; the text holds none of the
   *     configured secrets
   */
  public <T> T talk(Object servers, Talk<T> talk) {
    try {
      return talk.run();
    } catch (ExecutionException e) {
      throw trouble(servers, e.getCause());
    } catch (org.apache.kafka.common.KafkaException e) {
      throw trouble(servers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped");
    }
  }

  private IllegalStateException trouble(Object servers, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return new IllegalStateException(
        "Kafka at %s: %s Is it there, and may this client log in? See --bootstrap, --kafka-config."
            .formatted(servers, sentence(Secrets.without(text, read()))));
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private Properties read() {
    Properties properties = new Properties();
    if (file != null) {
      try (Reader in = Files.newBufferedReader(file)) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return properties;
  }
}
