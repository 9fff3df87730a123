package dev.swath.standalone.dlt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.standalone.client.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What a message holds, for people: JSON with indents, protobuf in its text format with the sizes
 * of images and tensors instead of their bytes, and of anything else the beginning.
 */
final class Payload {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_CHARS = 64 * 1024;
  private static final int MAX_HEX_BYTES = 64;

  private Payload() {}

  static String of(DeadLetter letter) {
    byte[] value = letter.message().value();
    if (value == null || value.length == 0) {
      return "The message has no value.";
    }
    return shortened(
        switch (letter.originalTopic()) {
          case Topics.OBSERVATIONS -> protobuf(value, Observation.parser());
          case Topics.VISUAL_TOKENS, Topics.CHANGE_TOKENS -> protobuf(value, VisualTokens.parser());
          case Topics.PROMPTS -> protobuf(value, Prompts.parser());
          default -> json(value);
        });
  }

  /** Bytes as a text on one line if they are one, else as hexadecimal numbers. */
  static String text(byte[] bytes) {
    if (bytes == null) {
      return "(none)";
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return shortened(DeadLetter.oneLine(text));
    } catch (CharacterCodingException e) {
      int shown = Math.min(bytes.length, MAX_HEX_BYTES);
      String more = bytes.length > shown ? " ..." : "";
      return "%d bytes: %s%s"
          .formatted(bytes.length, HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown), more);
    }
  }

  private static String json(byte[] value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(Secrets.hidden(JSON.readTree(value)));
    } catch (JsonProcessingException e) {
      return "Not JSON: %s%n%s".formatted(e.getOriginalMessage(), text(value));
    } catch (IOException e) {
      return "Not JSON: %s%n%s".formatted(e.getMessage(), text(value));
    }
  }

  private static String protobuf(byte[] value, Parser<? extends Message> parser) {
    try {
      Message message = withoutBytes(parser.parseFrom(value));
      String text = TextFormat.printer().escapingNonAscii(false).printToString(message);
      return "# %s, %d bytes%n%s"
          .formatted(message.getDescriptorForType().getName(), value.length, Secrets.hidden(text));
    } catch (InvalidProtocolBufferException e) {
      return "Not the protobuf message of this topic: %s%n%s"
          .formatted(e.getMessage(), text(value));
    }
  }

  /** The same message with sizes instead of bytes, and without lists of floats. */
  private static Message withoutBytes(Message message) {
    Message.Builder copy = message.toBuilder();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.isMapField()) {
                return;
              }
              if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.FLOAT) {
                copy.clearField(field);
              } else if (field.isRepeated()) {
                List<?> elements = (List<?>) value;
                for (int i = 0; i < elements.size(); i++) {
                  copy.setRepeatedField(field, i, withoutBytes(elements.get(i)));
                }
              } else {
                copy.setField(field, withoutBytes(value));
              }
            });
    return copy.build();
  }

  private static Object withoutBytes(Object value) {
    if (value instanceof ByteString bytes) {
      return ByteString.copyFromUtf8("<" + bytes.size() + " bytes>");
    }
    return value instanceof Message message ? withoutBytes(message) : value;
  }

  private static String shortened(String text) {
    return text.length() <= MAX_CHARS
        ? text
        : "%s%n... and %d more characters"
            .formatted(text.substring(0, MAX_CHARS), text.length() - MAX_CHARS);
  }
}
