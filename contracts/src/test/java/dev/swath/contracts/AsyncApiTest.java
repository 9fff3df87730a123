package dev.swath.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.swath.contracts.v1.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI document says what really travels. */
class AsyncApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DOCUMENT = read();

  @Test
  void everyTopicIsInTheDocumentWithItsSettingsAndNoOther() {
    Map<String, List<Long>> documented = new LinkedHashMap<>();
    for (JsonNode channel : DOCUMENT.get("channels")) {
      JsonNode settings = channel.at("/bindings/kafka/topicConfiguration");
      documented.put(
          channel.get("address").asText(),
          List.of(
              settings.get("retention.ms").asLong(), settings.get("max.message.bytes").asLong()));
    }

    Map<String, List<Long>> real = new LinkedHashMap<>();
    for (Topics.Topic topic : Topics.all()) {
      real.put(
          topic.name(),
          List.of(topic.retention().toMillis(), (long) topic.maxBytes(Topics.MAX_MESSAGE_BYTES)));
    }
    assertThat(documented).isEqualTo(real);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    DOCUMENT.findValues("$ref").forEach(reference -> references.add(reference.asText()));

    assertThat(references)
        .filteredOn(reference -> reference.startsWith("#"))
        .isNotEmpty()
        .allMatch(reference -> !DOCUMENT.at(reference.substring(1)).isMissingNode());
  }

  @Test
  void anAnswerIsAsDocumented() throws IOException {
    assertValid("answer", Samples.answer().toJson());
  }

  @Test
  void anAnswerWithoutClueAndQuestionIsAsDocumented() throws IOException {
    Answer.Properties full = Samples.answer().data().properties();
    Answer standing =
        Answer.of(
            Samples.answer().id(),
            "/swath/llm",
            Instant.EPOCH,
            new Answer.Properties(
                full.task(),
                full.instruction(),
                full.answer(),
                1,
                null,
                full.scenes(),
                full.acquired(),
                full.tile(),
                full.model(),
                "",
                null,
                null,
                Map.of()));

    assertValid("answer", standing.toJson());
  }

  @Test
  void aQuestionIsAsDocumented() throws IOException {
    assertValid("question", Samples.question().toJson());
    assertValid(
        "question",
        new Question(
                "q2",
                null,
                JSON.readTree(Samples.item()),
                "What is this?",
                null,
                List.of(5.0, 52.0),
                null,
                null,
                null)
            .toJson());
  }

  @Test
  void aSceneIsAsDocumentedBareAndAsACloudEvent() throws IOException {
    assertValid("scene", Samples.item().getBytes(UTF_8));
    String event =
        """
        {"specversion": "1.0", "id": "1", "type": "station.scene", "source": "/station",
         "data": %s}"""
            .formatted(Samples.item());
    assertValid("scene", event.getBytes(UTF_8));
  }

  @Test
  void whatIsNotDocumentedIsRefused() throws IOException {
    ObjectNode answer = (ObjectNode) JSON.readTree(Samples.answer().toJson());
    answer.put("mood", "good");
    assertThat(problems("answer", answer)).isNotEmpty();

    ObjectNode unsure = (ObjectNode) JSON.readTree(Samples.answer().toJson());
    ((ObjectNode) unsure.at("/data/properties")).put("confidence", -0.5);
    assertThat(problems("answer", unsure)).isNotEmpty();

    assertThat(problems("scene", JSON.readTree("{\"type\": \"Feature\"}"))).isNotEmpty();
    assertThat(problems("question", JSON.readTree("{\"id\": \"1\", \"question\": \"?\"}")))
        .isNotEmpty();
  }

  static Stream<Event> events() {
    return Stream.of(
        Event.of(Samples.observation()),
        Event.of(Samples.visualTokens()),
        Event.of(Samples.changeTokens()),
        Event.of(Samples.prompts()));
  }

  @ParameterizedTest
  @MethodSource("events")
  void aProtobufMessageIsAsDocumented(Event event) throws IOException {
    JsonNode message = message(event.topic());
    String[] schema = message.at("/payload/schema/$ref").asText().split("#");
    assertThat(AsyncApiTest.class.getResource("/" + schema[0])).isNotNull();
    Descriptor type = Observation.getDescriptor().getFile().findMessageTypeByName(schema[1]);

    DynamicMessage parsed = DynamicMessage.parseFrom(type, event.payload());

    assertThat(parsed.getUnknownFields().asMap()).isEmpty();
    assertThat(message.get("contentType").asText())
        .isEqualTo(headers(event).get(Event.CONTENT_TYPE));
    assertThat(problems("cloudEventHeaders", JSON.valueToTree(headers(event)))).isEmpty();
  }

  @Test
  void anAnswersContentTypeIsAsDocumented() {
    Event event = Event.of(Samples.answer());

    assertThat(headers(event))
        .containsExactly(
            Map.entry(Event.CONTENT_TYPE, message(Topics.ANSWERS).get("contentType").asText()));
  }

  private static Map<String, String> headers(Event event) {
    return event.headers("/swath/test", Instant.parse("2030-01-01T00:00:00Z"));
  }

  /** The only message of a topic. */
  private static JsonNode message(String topic) {
    for (JsonNode channel : DOCUMENT.get("channels")) {
      if (channel.get("address").asText().equals(topic)) {
        JsonNode message = channel.get("messages").elements().next();
        return DOCUMENT.at(message.get("$ref").asText().substring(1));
      }
    }
    throw new AssertionError("No topic " + topic);
  }

  private static void assertValid(String schema, byte[] message) throws IOException {
    assertThat(problems(schema, JSON.readTree(message))).isEmpty();
  }

  private static Set<ValidationMessage> problems(String schema, JsonNode message) {
    ObjectNode root = JSON.createObjectNode();
    root.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + schema);
    root.set("components", DOCUMENT.get("components"));
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(root, config)
        .validate(message);
  }

  private static JsonNode read() {
    try (InputStream document = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(document);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
