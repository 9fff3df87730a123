package dev.swath.standalone.operations;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.listener.MessageListenerContainer;

/** What Prometheus would find at running services. */
public final class Scrape {

  private static final Pattern SAMPLE =
      Pattern.compile("(?<name>[\\w:]+)(?:\\{(?<labels>.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  private final List<Series> series = new ArrayList<>();

  /** A series without its value. */
  record Series(String name, Map<String, String> labels) {}

  private Scrape() {}

  /** Asks each service, as Prometheus does. */
  public static Scrape of(Iterable<? extends ApplicationContext> services)
      throws IOException, InterruptedException {
    Scrape scrape = new Scrape();
    for (ApplicationContext service : services) {
      scrape.add(get(service));
      scrape.addClients(service);
    }
    return scrape;
  }

  List<Series> series() {
    return series;
  }

  private static String get(ApplicationContext service) throws IOException, InterruptedException {
    URI address =
        URI.create(
            "http://localhost:%s/actuator/prometheus"
                .formatted(service.getEnvironment().getRequiredProperty("local.management.port")));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(address + " answers " + answer.statusCode());
    }
    return answer.body();
  }

  /**
   * What the Kafka clients of a service tell, bound anew: Micrometer looks only once a minute for
   * what they tell of partitions and stores that were assigned after their start.
   */
  private void addClients(ApplicationContext service) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    String name = service.getEnvironment().getRequiredProperty("spring.application.name");
    registry.config().commonTags("service", name);
    for (var listeners : service.getBeansOfType(KafkaListenerEndpointRegistry.class).values()) {
      for (MessageListenerContainer listener : listeners.getAllListenerContainers()) {
        for (Map<MetricName, ? extends Metric> metrics : listener.metrics().values()) {
          try (KafkaClientMetrics client = new KafkaClientMetrics(telling(metrics))) {
            client.bindTo(registry);
            add(registry.scrape());
          }
        }
      }
    }
    for (var streams : service.getBeansOfType(StreamsBuilderFactoryBean.class).values()) {
      try (KafkaStreamsMetrics client = new KafkaStreamsMetrics(streams.getKafkaStreams())) {
        client.bindTo(registry);
        add(registry.scrape());
      }
    }
  }

  /** A consumer as far as Micrometer knows it: a listener does not hand its own out. */
  private static Consumer<?, ?> telling(Map<MetricName, ? extends Metric> metrics) {
    return (Consumer<?, ?>)
        Proxy.newProxyInstance(
            Scrape.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (consumer, method, arguments) -> metrics);
  }

  private void add(String text) {
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new AssertionError("not a sample: " + line);
      }
      Map<String, String> labels = new HashMap<>();
      if (sample.group("labels") != null) {
        Matcher label = LABEL.matcher(sample.group("labels"));
        while (label.find()) {
          labels.put(label.group(1), label.group(2));
        }
      }
      series.add(new Series(sample.group("name"), labels));
    }
  }
}
