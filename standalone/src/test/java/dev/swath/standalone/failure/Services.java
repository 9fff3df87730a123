package dev.swath.standalone.failure;

import dev.swath.standalone.SwathCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The five services, each a process of its own. */
final class Services implements AutoCloseable {

  static final List<String> NAMES = List.of("ingest", "encoder", "change", "prompt-augment", "llm");

  private final Map<String, Child> children = new LinkedHashMap<>();
  private final Path folder;
  private final Path logs;
  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final int ingestPort;
  private final Map<String, Integer> managementPorts = new HashMap<>();

  /**
   * Starts them and waits until all are ready.
   *
   * @param folder of what they store
   * @param properties of all of them, by name
   * @param environment variables of all of them
   */
  Services(
      Path folder,
      Path logs,
      String bootstrap,
      Map<String, String> properties,
      Map<String, String> environment)
      throws IOException {
    this.environment = environment;
    List<Integer> ports = Brokers.freePorts(NAMES.size() + 1);
    this.ingestPort = ports.get(NAMES.size());
    for (int i = 0; i < NAMES.size(); i++) {
      managementPorts.put(NAMES.get(i), ports.get(i));
    }
    this.folder = folder;
    this.logs = logs;
    this.properties = new LinkedHashMap<>(properties);
    this.properties.put("spring.kafka.bootstrap-servers", bootstrap);
    try {
      NAMES.forEach(name -> add(name, name));
      children.values().forEach(Child::awaitReady);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts one more process of a service; it need not be ready yet.
   *
   * @param as its own name
   */
  Child add(String name, String as) {
    return add(name, as, state(as));
  }

  /**
   * The same.
   *
   * @param state where an instance of the change service keeps its store
   */
  Child add(String name, String as, Path state) {
    List<String> arguments = new ArrayList<>(List.of("service", name, "--"));
    properties.forEach((key, value) -> arguments.add("--%s=%s".formatted(key, value)));
    arguments.add("--management.server.port=" + managementPorts.getOrDefault(as, 0));
    arguments.add("--swath.kafka.instance=" + as);
    if (name.equals("ingest")) {
      arguments.add("--server.port=" + (as.equals(name) ? ingestPort : 0));
    }
    arguments.add("--spring.kafka.streams.state-dir=" + state);
    Child child =
        new Child(
            as,
            logs,
            List.of("-Xmx640m", "-XX:TieredStopAtLevel=1"),
            SwathCommand.class.getName(),
            arguments,
            "Started SwathCommand in ",
            environment);
    children.put(as, child);
    child.start();
    return child;
  }

  /** Where an instance of the change service keeps its store. */
  Path state(String instance) {
    return folder.resolve(instance + "-state");
  }

  /** Where scenes and questions are taken by HTTP. */
  int ingestPort() {
    return ingestPort;
  }

  /** Those that say themselves that only a restart helps. */
  List<Child> notAlive() throws IOException, InterruptedException {
    List<Child> all = new ArrayList<>();
    for (String name : NAMES) {
      if (liveness(name) == 503) {
        all.add(get(name));
      }
    }
    return all;
  }

  private int liveness(String name) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/actuator/health/liveness".formatted(managementPorts.get(name)));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  Child get(String name) {
    return children.get(name);
  }

  @Override
  public void close() {
    children.values().forEach(Child::close);
  }
}
