package dev.swath.servicekit;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;

/** Reads protobuf messages from topics. */
public final class Protobuf {

  private Protobuf() {}

  /**
   * Reads one message. Its {@code bytes} fields, megabytes of features, are views of the value, not
   * copies: the value must not be changed any more, and lives as long as the message does.
   *
   * @throws BadInputException if the value is missing or is no such message
   */
  public static <M extends MessageLite> M read(byte[] value, Parser<M> parser) {
    if (value == null || value.length == 0) {
      throw new BadInputException("the message has no value");
    }
    // Only of bytes that are told to be immutable does a stream give views.
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(value).newCodedInput();
    in.enableAliasing(true);
    try {
      M message = parser.parseFrom(in);
      in.checkLastTagWas(0);
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw new BadInputException("not the protobuf message of this topic: " + e.getMessage(), e);
    }
  }
}
