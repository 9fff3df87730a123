package dev.swath.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** JSON as it is on the topics: times in ISO 8601, absent values left out. Thread-safe. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          // A newer writer may say more than we know of.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private Json() {}

  static byte[] write(Object message) {
    try {
      return MAPPER.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + message.getClass().getSimpleName(), e);
    }
  }

  /**
   * @throws IllegalArgumentException if {@code json} is not a message of that type; the text says
   *     what is wrong and where
   */
  static <T> T read(byte[] json, Class<T> type) {
    T message;
    try {
      message = MAPPER.readValue(json, type);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(
          "%s: field '%s': %s".formatted(name(type), path(e), reason(e)), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s: not JSON: %s, at line %d, column %d"
              .formatted(
                  name(type),
                  e.getOriginalMessage(),
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(name(type) + ": " + e.getMessage(), e);
    }
    if (message == null) {
      throw new IllegalArgumentException(name(type) + ": expected an object, got null");
    }
    return message;
  }

  private static String name(Class<?> type) {
    return type.getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            reference ->
                reference.getFieldName() != null
                    ? reference.getFieldName()
                    : "[" + reference.getIndex() + "]")
        .collect(Collectors.joining("."));
  }

  private static String reason(JsonMappingException e) {
    return e.getCause() instanceof IllegalArgumentException invalid
        ? invalid.getMessage()
        : e.getOriginalMessage();
  }
}
