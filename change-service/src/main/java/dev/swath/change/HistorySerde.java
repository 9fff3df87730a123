package dev.swath.change;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** How a history lies in its state store: a version, a count, then time, scene, encoder each. */
final class HistorySerde {

  private static final int VERSION = 1;

  private HistorySerde() {}

  static Serde<AcquisitionHistory> create() {
    return Serdes.serdeFrom(
        (topic, history) -> history == null ? null : write(history),
        (topic, bytes) -> bytes == null ? null : read(bytes));
  }

  private static byte[] write(AcquisitionHistory history) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(history.acquisitions().size());
      for (Acquired acquired : history.acquisitions()) {
        out.writeLong(acquired.time());
        out.writeUTF(acquired.scene());
        out.writeUTF(acquired.encoder());
      }
    } catch (IOException e) {
      throw new SerializationException("Cannot write a history", e);
    }
    return bytes.toByteArray();
  }

  private static AcquisitionHistory read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new SerializationException(
            "History of version %d in the state store, expected %d: remove the state folder"
                .formatted(version, VERSION));
      }
      int count = in.readInt();
      List<Acquired> acquisitions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        acquisitions.add(new Acquired(in.readLong(), in.readUTF(), in.readUTF()));
      }
      return new AcquisitionHistory(acquisitions);
    } catch (IOException e) {
      throw new SerializationException("Cannot read a history", e);
    }
  }
}
