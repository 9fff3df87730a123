package dev.swath.servicekit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.servicekit.ConfigurationException;
import dev.swath.servicekit.ServiceKitAutoConfiguration;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a service with the kit answers to whom, through a real web server. */
class HttpGuardTest {
  private static final ApiKey KEY = ApiKey.random();
  private static final String KEYS = "swath.http.keys.station=" + KEY.hash();

  private final HttpClient client = HttpClient.newHttpClient();
  private ConfigurableApplicationContext service;

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  void onlyAKnownKeyIsLetIn() throws Exception {
    start(KEYS, "swath.http.keys.analyst=" + ApiKey.random().hash());

    assertThat(post("/length", "12345", "Bearer " + KEY.text()).body()).isEqualTo("5");
    assertThat(post("/length", "1", "bearer  " + KEY.text()).statusCode()).isEqualTo(200);
    for (String wrong :
        List.of(
            "", "Bearer", "Bearer ", "Basic " + KEY.text(), KEY.text(), "Bearer " + KEY.hash())) {
      HttpResponse<String> refused = post("/length", "1", wrong);
      assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(refused.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
      assertThat(refused.body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,\"detail\":"
                  + "\"A key is missing or not known: send 'Authorization: Bearer KEY'.\"}");
    }
    // Nobody learns without a key what is there.
    assertThat(post("/no-such-thing", "", "").statusCode()).isEqualTo(401);
  }

  @Test
  void aServiceThatOthersReachDoesNotStartWithoutKeys() {
    assertThatThrownBy(() -> start("server.address=0.0.0.0"))
        .satisfies(
            failure ->
                assertThat(NestedExceptionUtils.getMostSpecificCause(failure))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("swath.http.keys")
                    .hasMessageContaining("every address of this machine"));
  }

  @Test
  void aServiceThatOthersReachStartsWithKeysOrWhenOpenAccessIsWanted() throws Exception {
    start("server.address=0.0.0.0", KEYS);
    assertThat(post("/length", "1", "").statusCode()).isEqualTo(401);
    service.close();

    start("server.address=0.0.0.0", "swath.http.open=true");
    assertThat(post("/length", "1", "").statusCode()).isEqualTo(200);
    assertThat(raw("GET /length HTTP/1.1\r\nHost: swath.example\r\nConnection: close\r\n\r\n"))
        .contains(" 405 ");
  }

  @Test
  void aServiceThatAnswersNothingNeedsNoKey() throws Exception {
    start("server.address=0.0.0.0", "server.port=-1", "management.server.port=0");

    HttpResponse<String> health =
        client.send(
            HttpRequest.newBuilder(management("/actuator/health")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(service.getEnvironment().getProperty("local.server.port", Integer.class))
        .isLessThanOrEqualTo(0);
  }

  @Test
  void withoutKeysAnotherNameForThisMachineIsRefused() throws Exception {
    start();

    // A web page may have its own name lead to 127.0.0.1, and its browser would then let it ask.
    String request =
        "POST /length HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    assertThat(raw(request.formatted("evil.example"))).contains(" 403 ").contains("localhost");
    assertThat(raw(request.formatted("localhost:80"))).doesNotContain(" 403 ");
    assertThat(raw(request.formatted("[::1]:80"))).doesNotContain(" 403 ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRequestThatIsTooLargeIsRefused(boolean sizeIsTold) throws Exception {
    start("swath.http.max-body=10B");
    byte[] tooLarge = "12345678901".getBytes(UTF_8);
    HttpRequest.BodyPublisher body =
        sizeIsTold
            ? BodyPublishers.ofByteArray(tooLarge)
            : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge));

    HttpResponse<String> refused = send(request("/length").POST(body).build());

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).contains("more than 10 bytes (swath.http.max-body)");
    assertThat(post("/length", "1234567890", "").body()).isEqualTo("10");
  }

  @Test
  void whoAsksTooOftenHasToWaitAndOthersDoNot() throws Exception {
    start(KEYS, "swath.http.requests-per-minute=2");
    List<Integer> statuses = new ArrayList<>();
    HttpResponse<String> last = null;
    for (int i = 0; i < 3; i++) {
      last = post("/length", "1", "");
      statuses.add(last.statusCode());
    }

    assertThat(statuses).containsExactly(401, 401, 429);
    assertThat(last.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 30L);
    assertThat(last.body()).contains("\"status\":429");
    assertThat(post("/length", "1", "Bearer " + KEY.text()).statusCode()).isEqualTo(200);
  }

  @Test
  void noAnswerTellsOfExceptions() throws Exception {
    start();
    for (HttpResponse<String> answer :
        List.of(
            post("/fail", "1", ""),
            post("/no-such-thing", "", ""),
            send(request("/length").build()),
            send(request("/%2e%2e/x").build()))) {
      assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
      assertThat(answer.body()).doesNotContain("Exception", "secret", "java.", "\tat ", "Tomcat");
    }
    assertThat(raw("GET /[ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .contains(" 400 ")
        .doesNotContain("Exception", "java.", "Tomcat");
  }

  @Test
  void healthAndMetricsHaveTheirOwnPortAndNothingElseIsThere() throws Exception {
    start(KEYS, "management.server.port=0");

    for (String path : List.of("/actuator/health", "/actuator/prometheus")) {
      assertThat(send(HttpRequest.newBuilder(management(path)).build()).statusCode())
          .as(path)
          .isEqualTo(200);
      assertThat(
              send(request(path).header("Authorization", "Bearer " + KEY.text()).build())
                  .statusCode())
          .isEqualTo(404);
    }
    for (String path : List.of("env", "metrics", "info", "heapdump", "beans", "loggers")) {
      assertThat(send(HttpRequest.newBuilder(management("/actuator/" + path)).build()).statusCode())
          .as(path)
          .isEqualTo(404);
    }
  }

  private void start(String... properties) {
    List<String> all = new ArrayList<>();
    if (!List.of(properties).contains("server.port=-1")) {
      all.add("--server.port=0");
    }
    // Without Kafka there is nothing that would tell of listeners and brokers.
    all.add("--management.endpoint.health.validate-group-membership=false");
    for (String property : properties) {
      all.add("--" + property);
    }
    service =
        new SpringApplicationBuilder(Service.class)
            .bannerMode(Banner.Mode.OFF)
            .run(all.toArray(String[]::new));
  }

  private HttpResponse<String> post(String path, String body, String authorization)
      throws Exception {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return send(request.build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("server") + path));
  }

  private URI management(String path) {
    return URI.create("http://127.0.0.1:" + port("management") + path);
  }

  private int port(String server) {
    return service.getEnvironment().getRequiredProperty("local." + server + ".port", Integer.class);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** For what a proper client would not send. */
  private String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port("server"))) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Configuration
  @EnableAutoConfiguration(
      exclude = {KafkaAutoConfiguration.class, ServiceKitAutoConfiguration.class})
  @RestController
  static class Service {
    @PostMapping("/length")
    String length(@RequestBody byte[] body) {
      return Integer.toString(body.length);
    }

    @PostMapping("/fail")
    String fail() {
      throw new IllegalStateException("secret");
    }
  }
}
