package dev.swath.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.contracts.Question;
import dev.swath.contracts.Topics;
import dev.swath.imagery.SceneException;
import dev.swath.imagery.StacItem;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Scenes and questions by HTTP: what can be known to be wrong at once is answered with 4xx and the
 * reason; the rest goes on its topic like any other message.
 */
@RestController
final class IngestController {
  private static final Logger log = LoggerFactory.getLogger(IngestController.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A web page of a stranger's can make a browser send other types without asking first. */
  private static final String ANY_JSON = "application/*+json";

  private final Inbox inbox;
  private final KnownScenes scenes;

  IngestController(Inbox inbox, KnownScenes scenes) {
    this.inbox = inbox;
    this.scenes = scenes;
  }

  @PostMapping(
      path = "/scenes",
      consumes = {MediaType.APPLICATION_JSON_VALUE, ANY_JSON})
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, String> postScene(@RequestBody byte[] body) {
    StacItem item = SceneMessage.read(body);
    inbox.put(Topics.SCENES, item.id(), "dev.swath.scene.v1", "application/geo+json", body);
    return Map.of("scene", item.id());
  }

  @GetMapping("/scenes/{id}")
  Map<String, Object> getScene(@PathVariable String id) {
    StacItem item = scenes.find(id).orElseThrow(() -> unknown(id));
    return Map.of(
        "scene", item.id(),
        "collection", item.collection(),
        "acquired", item.acquired().toString(),
        "assets", item.assets().stream().map(asset -> asset.key()).toList());
  }

  @PostMapping(
      path = "/questions",
      consumes = {MediaType.APPLICATION_JSON_VALUE, ANY_JSON})
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, String> postQuestion(@RequestBody byte[] body) {
    Question question = Question.parse(withId(body));
    if (question.item() != null) {
      StacItem.parse(question.item());
    } else if (scenes.find(question.scene()).isEmpty()) {
      throw unknown(question.scene());
    }
    inbox.put(
        Topics.QUESTIONS,
        question.id(),
        "dev.swath.question.v1",
        "application/json",
        question.toJson());
    return Map.of("id", question.id());
  }

  private static byte[] withId(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json instanceof ObjectNode object && !object.hasNonNull("id")) {
        object.put("id", UUID.randomUUID().toString());
        return JSON.writeValueAsBytes(object);
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new SceneException("not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new SceneException("not JSON: " + e.getMessage(), e);
    }
  }

  private static ResponseStatusException unknown(String scene) {
    return new ResponseStatusException(
        HttpStatus.NOT_FOUND,
        "scene '" + scene + "' is not known: POST its STAC Item to /scenes, or send it as 'item'");
  }

  @ExceptionHandler({SceneException.class, IllegalArgumentException.class})
  ProblemDetail onBadInput(RuntimeException problem) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, problem.getMessage());
  }

  @ExceptionHandler
  ProblemDetail onUnknown(ResponseStatusException problem) {
    return ProblemDetail.forStatusAndDetail(problem.getStatusCode(), problem.getReason());
  }

  @ExceptionHandler({CompletionException.class, IllegalStateException.class})
  ProblemDetail onKafkaTrouble(RuntimeException problem) {
    // What went wrong in here is for the operator, not for who asks.
    log.warn("A message that came by HTTP could not be put on its topic", problem);
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.SERVICE_UNAVAILABLE, "Kafka did not take the message; try again later.");
  }
}
