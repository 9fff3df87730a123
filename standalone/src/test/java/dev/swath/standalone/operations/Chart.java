package dev.swath.standalone.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.swath.servicekit.Meters;
import dev.swath.standalone.demo.Link;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The Helm chart, rendered by Helm itself. */
public final class Chart {

  private static final Pattern SHARE_LAG =
      Pattern.compile(
          "max\\(%s\\{group=\"(?<group>[^\"]+)\", topic=\"(?<topic>[^\"]+)\"}\\)"
              .formatted(OwnSeries.name(Meters.SHARE_LAG)));

  private static final Helm HELM = new Helm(Query.DEPLOY.resolve("kubernetes/swath"));

  private Chart() {}

  static LintResult lint() {
    return HELM.lint().strict().call();
  }

  /**
   * What would be given to Kubernetes.
   *
   * @param values "name=value" each, besides the chart's own
   */
  static List<JsonNode> manifests(String... values) {
    TemplateCommand template = HELM.template().withName("swath");
    for (String value : values) {
      String[] parts = value.split("=", 2);
      template.set(parts[0], parts[1]);
    }
    List<JsonNode> manifests = new ArrayList<>();
    for (Object manifest : new Yaml().loadAll(template.call())) {
      if (manifest != null) {
        manifests.add(new ObjectMapper().valueToTree(manifest));
      }
    }
    return manifests;
  }

  /** The topics and groups by whose lag KEDA scales. */
  public static Set<Link> scaledBy() {
    Set<Link> links = new LinkedHashSet<>();
    for (JsonNode manifest : manifests("keda.enabled=true")) {
      if (manifest.get("kind").asText().equals("ScaledObject")) {
        for (JsonNode trigger : manifest.at("/spec/triggers")) {
          links.add(link(trigger));
        }
      }
    }
    return links;
  }

  private static Link link(JsonNode trigger) {
    JsonNode metadata = trigger.get("metadata");
    if (trigger.get("type").asText().equals("kafka")) {
      return new Link(metadata.get("topic").asText(), metadata.get("consumerGroup").asText());
    }
    Matcher query = SHARE_LAG.matcher(metadata.get("query").asText());
    if (!query.matches()) {
      throw new AssertionError("not the lag of a share group: " + metadata);
    }
    return new Link(query.group("topic"), query.group("group"), true);
  }
}
