package dev.swath.standalone.dlt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a dead letter is: {@code observations.DLT:2:17}, as {@code swath dlt list} shows it. */
record Place(String topic, int partition, long offset) {

  private static final Pattern TEXT = Pattern.compile("([\\w.-]+):(\\d{1,9}):(\\d{1,18})");

  TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public String toString() {
    return topic + ":" + partition + ":" + offset;
  }

  /** Reads a place from the command line. */
  static final class Converter implements ITypeConverter<Place> {

    @Override
    public Place convert(String text) {
      Matcher parts = TEXT.matcher(text);
      if (!parts.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is not TOPIC:PARTITION:OFFSET, such as observations.DLT:2:17");
      }
      return new Place(
          parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }
  }
}
