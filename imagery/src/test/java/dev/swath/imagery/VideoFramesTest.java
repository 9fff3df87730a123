package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VideoFramesTest {
  @TempDir Path folder;

  static Stream<JsonNode> publishedCases() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    new ObjectMapper()
        .readTree(VideoFramesTest.class.getResourceAsStream("/golden/video_frames.json"))
        .forEach(cases::add);
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("publishedCases")
  void framesAreChosenAsThePublishedCodeDoes(JsonNode published) {
    int frames = published.get("num_frames").asInt();
    int count = published.get("frame_count").asInt();

    int[] indices = VideoFrames.indices(frames, count);

    if (published.has("error")) {
      // The published code refuses a video of exactly as many frames as asked for; we see it whole.
      assertThat(count).isEqualTo(frames);
      assertThat(indices).containsExactly(IntStream.range(0, frames).toArray());
    } else {
      int[] expected = new ObjectMapper().convertValue(published.get("frames"), int[].class);
      assertThat(indices).containsExactly(expected);
    }
  }

  @Test
  void framesComeInTimeOrderAndScaledDown() throws IOException {
    List<byte[]> frames = read(video(25), 4);

    assertThat(frames).hasSize(4);
    List<Integer> reds = new ArrayList<>();
    for (byte[] frame : frames) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(frame));
      assertThat(image.getWidth()).isEqualTo(32);
      assertThat(image.getHeight()).isEqualTo(16);
      reds.add(new Color(image.getRGB(16, 8)).getRed());
    }
    // Frame i has red 10 i; frames 0, 7, 15 and 23 are wanted, give or take the compression.
    int[] expected = {0, 70, 150, 230};
    for (int i = 0; i < expected.length; i++) {
      assertThat(reds.get(i)).isBetween(expected[i] - 4, expected[i] + 4);
    }
  }

  @Test
  void aShortVideoIsPaddedWithBlackOnTheLeft() throws IOException {
    List<byte[]> frames = read(video(3), 4);

    BufferedImage first = ImageIO.read(new ByteArrayInputStream(frames.get(0)));
    assertThat(first.getRGB(5, 5)).isEqualTo(Color.BLACK.getRGB());
    assertThat(frames.get(1)).isNotEqualTo(frames.get(0));
  }

  @Test
  void whatIsNoVideoIsRefusedByName() throws IOException {
    Path text = Files.writeString(folder.resolve("x.mp4"), "#EXTM3U\nfile:///etc/passwd\n");

    assertThatThrownBy(() -> read(text, 4))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("x.mp4")
        .hasMessageContaining("not a readable MP4");
    Path one = video(1);
    assertThatThrownBy(() -> read(one, 4))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("at least two");
  }

  private static List<byte[]> read(Path file, int frames) throws IOException {
    StacItem item =
        StacItem.parse(
            """
            {"type": "Feature", "stac_version": "1.1.0", "id": "v",
             "properties": {"datetime": "2024-05-01T10:00:00Z"},
             "assets": {"clip": {"href": "%s", "type": "video/mp4"}}}
            """
                .formatted(file.toUri()));
    return VideoFrames.read(item.assets().get(0), AssetSource.trusting(), frames, 32);
  }

  private Path video(int frames) throws IOException {
    Path file = folder.resolve("clip" + frames + ".mp4");
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 64, 32);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      recorder.setVideoCodecName("libopenh264");
      recorder.setFormat("mp4");
      recorder.setFrameRate(25);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setVideoBitrate(2_000_000);
      recorder.start();
      for (int i = 0; i < frames; i++) {
        BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_3BYTE_BGR);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(10 * i, 100, 100));
        graphics.fillRect(0, 0, 64, 32);
        graphics.dispose();
        recorder.record(converter.convert(image));
      }
      recorder.stop();
    }
    return file;
  }
}
