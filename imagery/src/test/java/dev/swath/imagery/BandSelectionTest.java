package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.imagery.BandSelection.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class BandSelectionTest {

  @Test
  void naturalColourIsPreferred() {
    assertThat(BandSelection.of(List.of("nir", "blue", "green", "red")))
        .isEqualTo(new BandSelection(Kind.TRUE_COLOUR, List.of("red", "green", "blue")));
  }

  @Test
  void withoutBlueTheNearInfraredIsShownAsRed() {
    assertThat(BandSelection.of(List.of("swir16", "nir", "red", "green")).bands())
        .containsExactly("nir", "red", "green");
    assertThat(BandSelection.of(List.of("swir16", "nir", "red")).bands())
        .containsExactly("swir16", "nir", "red");
  }

  @Test
  void radarIsShownInDecibelsWithTheRatio() {
    BandSelection sar = BandSelection.of(List.of("vh", "vv"));

    assertThat(sar).isEqualTo(new BandSelection(Kind.SAR, List.of("vv", "vh")));
    float[][] channels = sar.channels(new float[][] {{1, Float.NaN}, {0.1f, 0.1f}});
    assertThat(channels[0][0]).isEqualTo(0);
    assertThat(channels[1][0]).isEqualTo(-10);
    assertThat(channels[2][0]).isEqualTo(10);
    assertThat(channels[2][1]).isNaN();
  }

  @Test
  void decibelsStayDecibels() {
    BandSelection sar = BandSelection.of(List.of("vv"));

    assertThat(sar.kind()).isEqualTo(Kind.SAR_GREY);
    assertThat(sar.channels(new float[][] {{-12, -20}})[2]).containsExactly(-12, -20);
  }

  @Test
  void anythingElseIsGrey() {
    assertThat(BandSelection.of(List.of("lwir11")))
        .isEqualTo(new BandSelection(Kind.GREY, List.of("lwir11")));
    assertThat(BandSelection.of(List.of("nir", "pan")).bands()).containsExactly("pan");
  }
}
