package dev.swath.servicekit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

/** Reads protobuf messages from topics. */
public final class Protobuf {

  private Protobuf() {}

  /**
   * @throws BadInputException if the value is missing or is no such message
   */
  public static <M extends MessageLite> M read(byte[] value, Parser<M> parser) {
    if (value == null || value.length == 0) {
      throw new BadInputException("the message has no value");
    }
    try {
      return parser.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new BadInputException("not the protobuf message of this topic: " + e.getMessage(), e);
    }
  }
}
