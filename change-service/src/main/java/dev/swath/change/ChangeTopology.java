package dev.swath.change;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.Retrying;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** From visual tokens to change tokens and dead letters. */
final class ChangeTopology {

  private ChangeTopology() {}

  /** Values stay bytes until the processor reads them, so that a bad one can be dead-lettered. */
  static void build(
      StreamsBuilder builder,
      ChangeTokens changes,
      ChangeSettings settings,
      ChangeReport report,
      Retrying retrying) {
    builder.stream(Topics.VISUAL_TOKENS, Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .process(pairing(changes, settings, report, retrying))
        .to(
            (key, outgoing, record) -> outgoing.topic(),
            Produced.with(Serdes.String(), Outgoing.serde()));
  }

  private static ProcessorSupplier<String, byte[], String, Outgoing> pairing(
      ChangeTokens changes, ChangeSettings settings, ChangeReport report, Retrying retrying) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, byte[], String, Outgoing> get() {
        return new PairingProcessor(changes, settings, report, retrying);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(TileStore.histories(), TileStore.features());
      }
    };
  }
}
