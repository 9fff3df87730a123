package dev.swath.standalone.operations;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The image, the composition and the chart agree with the services. A wrong environment variable
 * would be left unread without a word, so each is looked up.
 */
class DeploymentTest {

  private static final Path HOME = Path.of("..");
  private static final Pattern PROPERTY = Pattern.compile("(SWATH|SPRING|SERVER|MANAGEMENT)_\\w+");

  @Test
  void everyVariableIsAProperty() throws IOException {
    Set<String> variables = new TreeSet<>();
    for (JsonNode service : compose().get("services")) {
      service.path("environment").fieldNames().forEachRemaining(variables::add);
    }
    for (JsonNode manifest : Chart.manifests("gpu.enabled=true", "http.open=true")) {
      manifest
          .findValues("env")
          .forEach(env -> env.forEach(variable -> variables.add(variable.get("name").asText())));
    }
    Matcher ofImage =
        Pattern.compile("(\\w+)=").matcher(Files.readString(HOME.resolve("Dockerfile")));
    while (ofImage.find()) {
      variables.add(ofImage.group(1));
    }
    Set<String> known =
        ConfigurationProperty.names().stream().map(DeploymentTest::variable).collect(toSet());
    assertThat(variables)
        .filteredOn(variable -> PROPERTY.matcher(variable).matches())
        .hasSizeGreaterThan(8)
        .allSatisfy(variable -> assertThat(known).contains(variable));
  }

  @Test
  void prometheusFindsTheServicesOfTheComposition() throws IOException {
    Set<String> targets = new TreeSet<>();
    JsonNode services = compose().get("services");
    services
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (services.at("/" + name + "/command/0").asText().equals("service")) {
                // A service on a GPU has the name of the one on a CPU as an alias.
                targets.add(services.at("/" + name + "/networks/default/aliases/0").asText(name));
              }
            });
    JsonNode prometheus = yaml(Query.RULES.resolveSibling("prometheus.yml"));
    List<String> scraped = new ArrayList<>();
    prometheus
        .at("/scrape_configs/0/static_configs/0/targets")
        .forEach(target -> scraped.add(target.asText()));
    String port = ofImage("MANAGEMENT_SERVER_PORT");
    assertThat(scraped)
        .containsExactlyInAnyOrderElementsOf(
            targets.stream().map(target -> target + ":" + port).toList());
  }

  @Test
  void theChartIsWhatHelmCallsGood() {
    assertThat(Chart.lint().isFailed()).as(Chart.lint().getMessages().toString()).isFalse();
  }

  @Test
  void theChartHasEachServiceAndOnlyWhenAskedWhatOperatorsMustKnow() {
    assertThat(kinds(Chart.manifests()))
        .containsOnly(
            Map.entry("Deployment", 4L),
            Map.entry("StatefulSet", 1L),
            Map.entry("Service", 5L),
            Map.entry("PodDisruptionBudget", 5L));
    List<JsonNode> all = Chart.manifests("keda.enabled=true", "prometheusOperator.enabled=true");
    assertThat(kinds(all))
        .contains(
            Map.entry("ScaledObject", 5L),
            Map.entry("PodMonitor", 1L),
            Map.entry("PrometheusRule", 1L));
    assertThat(all)
        .filteredOn(manifest -> manifest.get("kind").asText().equals("PrometheusRule"))
        .allSatisfy(
            rules ->
                assertThat(rules.at("/spec/groups")).isEqualTo(yaml(Query.RULES).get("groups")));
  }

  @Test
  void everyMountOfAPodIsOfOneOfItsVolumes() {
    for (JsonNode manifest :
        Chart.manifests(
            "gpu.enabled=true", "gpu.libtorchClaim=a", "model.claim=b", "scenes.claim=c")) {
      JsonNode pod = manifest.at("/spec/template/spec");
      if (!pod.isMissingNode()) {
        Set<String> volumes = new TreeSet<>();
        pod.get("volumes").forEach(volume -> volumes.add(volume.get("name").asText()));
        manifest
            .at("/spec/volumeClaimTemplates")
            .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
        Set<String> mounts = new TreeSet<>();
        pod.at("/containers/0/volumeMounts")
            .forEach(mount -> mounts.add(mount.get("name").asText()));
        assertThat(mounts).isEqualTo(volumes).hasSizeGreaterThan(2);
      }
    }
  }

  @Test
  void onlyAPodThatKeepsItsNameIsKnownToKafkaByIt() {
    for (JsonNode container : containers(Chart.manifests())) {
      assertThat(environment(container).get("SWATH_KAFKA_INSTANCE"))
          .isEqualTo(container.get("name").asText().equals("change") ? "metadata.name" : null);
    }
  }

  @Test
  void everyPodIsProbedAndScrapedWhereItHasItsHealth() {
    List<JsonNode> manifests = Chart.manifests("http.keysSecret=swath-keys");
    assertThat(containers(manifests))
        .hasSize(5)
        .allSatisfy(
            container -> {
              assertThat(environment(container)).containsEntry("MANAGEMENT_SERVER_PORT", "9080");
              assertThat(ports(container)).containsEntry("management", 9080);
              assertThat(container.findValues("httpGet"))
                  .hasSize(3)
                  .allSatisfy(
                      probe -> assertThat(probe.get("port").asText()).isEqualTo("management"));
            });
    assertThat(manifests)
        .filteredOn(manifest -> !manifest.at("/spec/template").isMissingNode())
        .allSatisfy(
            manifest ->
                assertThat(
                        manifest
                            .at("/spec/template/metadata/annotations")
                            .get("prometheus.io/port")
                            .asText())
                    .isEqualTo("9080"));
  }

  @Test
  void theChartTakesScenesByHttpOnlyFromWhoHasAKeyOrWhenItIsOpenOnPurpose() {
    assertThat(containers(Chart.manifests()))
        .allSatisfy(
            container -> {
              assertThat(ports(container)).doesNotContainKey("http");
              assertThat(environment(container)).doesNotContainKey("SERVER_ADDRESS");
            });
    JsonNode withKeys = ingest("http.keysSecret=swath-keys");
    assertThat(withKeys.at("/envFrom/0/prefix").asText()).isEqualTo("SWATH_HTTP_KEYS_");
    assertThat(withKeys.at("/envFrom/0/secretRef/name").asText()).isEqualTo("swath-keys");
    assertThat(environment(withKeys))
        .containsEntry("SERVER_ADDRESS", "0.0.0.0")
        .containsEntry("SWATH_HTTP_OPEN", "false");
    assertThat(ports(withKeys)).containsEntry("http", 8080);
    JsonNode open = ingest("http.open=true");
    assertThat(environment(open)).containsEntry("SWATH_HTTP_OPEN", "true");
    assertThat(open.has("envFrom")).isFalse();
  }

  @Test
  void theCompositionPublishesNothingToOtherMachinesAndNoHealthOrMetricsAtAll() throws IOException {
    List<String> published = new ArrayList<>();
    compose()
        .get("services")
        .forEach(service -> service.path("ports").forEach(port -> published.add(port.asText())));
    assertThat(published)
        .isNotEmpty()
        .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:").doesNotEndWith(":9080"));
  }

  @Test
  void onlyServicesWithAModelAskForAGpu() {
    Map<String, Boolean> gpus =
        containers(Chart.manifests("gpu.enabled=true")).stream()
            .collect(
                toMap(
                    container -> container.get("name").asText(),
                    container -> container.at("/resources/limits").has("nvidia.com/gpu")));
    assertThat(gpus)
        .containsOnly(
            Map.entry("ingest", false),
            Map.entry("encoder", true),
            Map.entry("change", true),
            Map.entry("prompt-augment", true),
            Map.entry("llm", true));
  }

  private static Map<String, Long> kinds(List<JsonNode> manifests) {
    return manifests.stream().collect(groupingBy(m -> m.get("kind").asText(), counting()));
  }

  private static JsonNode ingest(String value) {
    return containers(Chart.manifests(value)).stream()
        .filter(container -> container.get("name").asText().equals("ingest"))
        .findFirst()
        .orElseThrow();
  }

  /** By name; of a value that Kubernetes fills in, where it takes it from. */
  private static Map<String, String> environment(JsonNode container) {
    Map<String, String> environment = new TreeMap<>();
    container
        .get("env")
        .forEach(
            v ->
                environment.put(
                    v.get("name").asText(),
                    v.path("value").asText(v.at("/valueFrom/fieldRef/fieldPath").asText())));
    return environment;
  }

  private static Map<String, Integer> ports(JsonNode container) {
    Map<String, Integer> ports = new TreeMap<>();
    container
        .get("ports")
        .forEach(p -> ports.put(p.get("name").asText(), p.get("containerPort").asInt()));
    return ports;
  }

  private static String ofImage(String variable) throws IOException {
    Matcher value =
        Pattern.compile(variable + "=(\\S+)").matcher(Files.readString(HOME.resolve("Dockerfile")));
    assertThat(value.find()).as(variable).isTrue();
    return value.group(1);
  }

  private static List<JsonNode> containers(List<JsonNode> manifests) {
    return manifests.stream()
        .map(manifest -> manifest.at("/spec/template/spec/containers/0"))
        .filter(container -> !container.isMissingNode())
        .toList();
  }

  /** "swath.encoder.batch-size" is SWATH_ENCODER_BATCHSIZE. */
  private static String variable(String property) {
    return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static JsonNode compose() throws IOException {
    return yaml(HOME.resolve("docker-compose.yml"));
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new ObjectMapper().valueToTree(new Yaml().load(Files.readString(file)));
  }
}
