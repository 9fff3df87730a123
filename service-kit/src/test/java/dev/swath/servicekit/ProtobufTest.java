package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.VisualTokens;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProtobufTest {

  private static final VisualTokens TOKENS =
      VisualTokens.newBuilder()
          .setTile("12/1/2")
          .addFrames(FeatureMap.newBuilder().setData(ByteString.copyFrom(new byte[1000])))
          .build();

  @Test
  void whatIsReadEqualsWhatWasWritten() {
    assertThat(Protobuf.read(TOKENS.toByteArray(), VisualTokens.parser())).isEqualTo(TOKENS);
  }

  /** A copy would not know of what happens to the value. */
  @Test
  void featuresAreNotCopied() {
    byte[] value = TOKENS.toByteArray();
    VisualTokens read = Protobuf.read(value, VisualTokens.parser());
    Arrays.fill(value, (byte) 7);
    assertThat(read.getFrames(0).getData().toByteArray()).containsOnly(7);
    assertThat(read.getTile()).isEqualTo("12/1/2");
  }

  @Test
  void whatIsNoMessageIsBadInput() {
    byte[] cut = Arrays.copyOf(TOKENS.toByteArray(), 500);
    // A group that ends and never began is the end of a message for the parser.
    byte[] withEndOfGroup = Arrays.copyOf(TOKENS.toByteArray(), TOKENS.getSerializedSize() + 1);
    withEndOfGroup[TOKENS.getSerializedSize()] = 12;
    for (byte[] wrong : new byte[][] {null, {}, {1, 2, 3}, cut, withEndOfGroup}) {
      assertThatThrownBy(() -> Protobuf.read(wrong, VisualTokens.parser()))
          .isInstanceOf(BadInputException.class);
    }
  }
}
