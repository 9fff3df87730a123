package dev.swath.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.imagery.SceneException;
import dev.swath.imagery.StacItem;
import java.io.IOException;

/** Reads what ground stations send: a STAC Item, bare or as a CloudEvent in either mode. */
final class SceneMessage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SceneMessage() {}

  /**
   * @throws SceneException if it is no usable Item; the message names the field
   */
  static StacItem read(byte[] value) {
    return StacItem.parse(item(value));
  }

  /**
   * The Item's JSON. A CloudEvent in binary mode has its attributes in headers, so its value is the
   * Item itself.
   */
  private static JsonNode item(byte[] value) {
    if (value == null || value.length == 0) {
      throw new SceneException("the message has no value: a STAC Item is expected");
    }
    JsonNode json;
    try {
      json = JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw new SceneException("not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new SceneException("not JSON: " + e.getMessage(), e);
    }
    if (!json.hasNonNull("specversion")) {
      return json;
    }
    if (json.hasNonNull("data_base64")) {
      try {
        return JSON.readTree(json.get("data_base64").binaryValue());
      } catch (IOException e) {
        throw new SceneException("CloudEvent: 'data_base64' is not a STAC Item in base64", e);
      }
    }
    if (!json.path("data").isObject()) {
      throw new SceneException("CloudEvent: 'data' must be a STAC Item");
    }
    return json.get("data");
  }
}
