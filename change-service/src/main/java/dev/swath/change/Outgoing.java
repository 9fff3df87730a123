package dev.swath.change;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A value on its way to a topic.
 *
 * @param topic change-tokens, or the dead letters
 * @param value may be null, as a dead letter came
 */
record Outgoing(String topic, byte[] value) {

  /** Writes the value; nothing is read back. */
  static Serde<Outgoing> serde() {
    return Serdes.serdeFrom(
        (topic, outgoing) -> outgoing.value(), (topic, bytes) -> new Outgoing(topic, bytes));
  }
}
