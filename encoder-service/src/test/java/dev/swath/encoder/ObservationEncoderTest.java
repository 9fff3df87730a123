package dev.swath.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.FeatureMap.Encoding;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.vlm.RgbImage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ObservationEncoderTest {

  private final List<Integer> passes = new ArrayList<>();
  private int mostFrames = Integer.MAX_VALUE;

  @Test
  void framesOfSeveralObservationsShareAForwardPass() {
    List<VisualTokens> results =
        encoder(4, Encoding.BF16)
            .encode(List.of(decoded(image(1)), decoded(video(2, 3, 4, 5)), decoded(image(6))));

    assertThat(passes).containsExactly(4, 2);
    assertThat(results.stream().map(ObservationEncoderTest::reds))
        .containsExactly(List.of(1f), List.of(2f, 3f, 4f, 5f), List.of(6f));
  }

  @Test
  void framesThatMemoryIsTooSmallForTogetherTakeSmallerPasses() {
    mostFrames = 2;

    List<VisualTokens> results =
        encoder(8, Encoding.BF16).encode(List.of(decoded(video(1, 2, 3)), decoded(image(4))));

    assertThat(passes).containsExactly(4, 2, 2);
    assertThat(results.stream().map(ObservationEncoderTest::reds))
        .containsExactly(List.of(1f, 2f, 3f), List.of(4f));
  }

  @Test
  void framesThatAreAlikeOrWereSeenBeforeAreEncodedOnce() {
    ObservationEncoder encoder = encoder(8, Encoding.BF16);

    List<VisualTokens> first = encoder.encode(List.of(decoded(image(1)), decoded(video(1, 2, 2))));
    List<VisualTokens> again = encoder.encode(List.of(decoded(video(2, 3, 1))));

    assertThat(passes).containsExactly(2, 1);
    assertThat(first.stream().map(ObservationEncoderTest::reds))
        .containsExactly(List.of(1f), List.of(1f, 2f, 2f));
    assertThat(reds(again.get(0))).containsExactly(2f, 3f, 1f);
  }

  @Test
  void withoutRoomInTheCacheEveryBatchIsEncoded() {
    ObservationEncoder encoder = encoder(8, Encoding.BF16, DataSize.ofBytes(0));

    encoder.encode(List.of(decoded(image(1))));
    encoder.encode(List.of(decoded(image(1))));

    assertThat(passes).containsExactly(1, 1);
  }

  @Test
  void theCacheTellsHowOftenItHelped() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    FeatureCache cache = new FeatureCache(DataSize.ofKilobytes(1));
    cache.bindTo(registry);
    ByteString key = FeatureCache.key(ByteString.copyFromUtf8("a frame"));
    FeatureMap.Builder map = FeatureMap.newBuilder();

    assertThat(cache.get(key)).isEmpty();
    cache.put(key, map.build());
    assertThat(cache.get(key)).contains(map.build());

    assertThat(gets(registry, "hit")).isEqualTo(1);
    assertThat(gets(registry, "miss")).isEqualTo(1);
  }

  private static double gets(SimpleMeterRegistry registry, String result) {
    return registry
        .get("cache.gets")
        .tag("cache", "features")
        .tag("result", result)
        .functionCounter()
        .count();
  }

  @Test
  void whatTheNextServiceNeedsIsPassedOn() {
    Observation observation = image(7);

    VisualTokens tokens = encoder(32, Encoding.BF16).encode(List.of(decoded(observation))).get(0);

    assertThat(tokens.getTile()).isEqualTo(observation.getTile());
    assertThat(tokens.getKind()).isEqualTo(Kind.IMAGE);
    assertThat(tokens.getAcquisitionsList()).containsExactly(observation.getAcquisition());
    assertThat(tokens.getTasksList()).isEqualTo(observation.getTasksList());
    assertThat(tokens.getEncoder()).isEqualTo("fingerprint");
    assertThat(tokens.getStagesMsMap()).containsEntry("ingest", 12.0).containsKey("encode");
  }

  @Test
  void featuresTravelAsConfigured() {
    VisualTokens tokens = encoder(32, Encoding.INT8).encode(List.of(decoded(image(7)))).get(0);

    assertThat(tokens.getFrames(0).getEncoding()).isEqualTo(Encoding.INT8);
    assertThat(reds(tokens)).containsExactly(7f);
  }

  @Test
  void aBrokenFrameIsNamed() {
    Observation broken =
        image(1).toBuilder()
            .setFrames(0, Frame.newBuilder().setPng(ByteString.copyFromUtf8("no image")))
            .build();

    assertThatThrownBy(() -> decoded(broken))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("frame 1 of 1 of tile '12/1/2' of scene 'scene' is no readable");
  }

  @Test
  void anObservationThatContradictsItselfIsBadInput() {
    assertThatThrownBy(() -> decoded(image(1).toBuilder().setTile("somewhere").build()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'somewhere'");
    assertThatThrownBy(() -> decoded(video(1, 2).toBuilder().setKind(Kind.IMAGE).build()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("IMAGE with 2 frames");
    assertThatThrownBy(() -> decoded(image(1).toBuilder().clearAcquisition().build()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("scene_id");
    assertThatThrownBy(() -> DecodedObservation.read(new byte[] {1, 2, 3}))
        .isInstanceOf(BadInputException.class);
  }

  private ObservationEncoder encoder(int batchSize, Encoding wire) {
    return encoder(batchSize, wire, DataSize.ofMegabytes(1));
  }

  /** A network whose features are the red of the first pixel. */
  private ObservationEncoder encoder(int batchSize, Encoding wire, DataSize cache) {
    FrameEncoder network =
        images -> {
          passes.add(images.size());
          if (images.size() > mostFrames) {
            throw new OutOfMemoryError("Java heap space");
          }
          return images.stream().map(image -> red(image, wire)).toList();
        };
    return new ObservationEncoder(network, "fingerprint", batchSize, new FeatureCache(cache));
  }

  private static FeatureMap red(RgbImage image, Encoding wire) {
    return FeatureMaps.pack(new float[] {image.rgb()[0]}, 1, 1, wire);
  }

  private static List<Float> reds(VisualTokens tokens) {
    return tokens.getFramesList().stream().map(map -> FeatureMaps.unpack(map)[0]).toList();
  }

  private static DecodedObservation decoded(Observation observation) {
    return DecodedObservation.read(observation.toByteArray());
  }

  private static Observation image(int red) {
    return Observations.of(Kind.IMAGE, "scene", red);
  }

  private static Observation video(int... reds) {
    return Observations.of(Kind.VIDEO, "scene", reds);
  }
}
