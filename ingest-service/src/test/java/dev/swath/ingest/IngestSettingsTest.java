package dev.swath.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.swath.contracts.v1.Kind;
import dev.swath.imagery.RasterReader;
import dev.swath.ingest.IngestSettings.Limits;
import dev.swath.ingest.IngestSettings.Questions;
import dev.swath.ingest.IngestSettings.StandingTask;
import dev.swath.ingest.IngestSettings.Video;
import dev.swath.servicekit.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class IngestSettingsTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withSystemProperties("spring.config.name=ingest-service")
          .withInitializer(new ConfigDataApplicationContextInitializer())
          .withUserConfiguration(Properties.class);

  @Test
  void theDefaultsAreThoseOfTheConfigurationFile() {
    with(
        properties -> {
          assertThat(properties.adapter()).isEqualTo("instructions");
          assertThat(properties.tileSize()).isEqualTo(64);
          assertThat(properties.minValidFraction()).isEqualTo(0.5);
          assertThat(properties.allowedRoots()).containsExactly(".");
          assertThat(properties.allowedHosts()).isEmpty();
          assertThat(properties.allowedBuckets()).isEmpty();
          assertThat(properties.remoteItemsMayNameFiles()).isFalse();
          assertThat(properties.limits())
              .isEqualTo(
                  new Limits(
                      DataSize.ofGigabytes(20),
                      DataSize.ofMegabytes(32),
                      Duration.ofSeconds(60),
                      Duration.ofMinutes(30),
                      4_000_000_000L,
                      1000,
                      DataSize.ofGigabytes(1),
                      40_000_000,
                      120_000,
                      Duration.ofHours(1)));
          assertThat(properties.rasterReader()).isEqualTo(RasterReader.Choice.AUTO);
          assertThat(properties.knownScenes()).isEqualTo(10_000);
          assertThat(properties.video()).isEqualTo(new Video(8, 512, 16));
          assertThat(properties.questions())
              .isEqualTo(
                  new Questions(
                      "instructions", "Answer the question using a single word or phrase.", 256));
          assertThat(properties.tasks())
              .extracting(StandingTask::name, StandingTask::kind, StandingTask::adapter)
              .containsExactly(
                  tuple("caption", Kind.IMAGE, "instructions"),
                  tuple("change", Kind.PAIR, "instructions"),
                  tuple("video-scene", Kind.VIDEO, "instructions"));
          assertThat(properties.tasks()).allMatch(task -> task.allowedAnswers().isEmpty());
        });
  }

  @Test
  void everyPropertyIsMapped() {
    with(
        properties ->
            assertThat(properties)
                .isEqualTo(
                    new IngestSettings(
                        "sar",
                        384,
                        0.25,
                        List.of("/data", "/more"),
                        List.of("example.com"),
                        List.of("scenes"),
                        true,
                        new Limits(
                            DataSize.ofBytes(1),
                            DataSize.ofBytes(2),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(4),
                            5,
                            6,
                            DataSize.ofBytes(7),
                            8,
                            9,
                            Duration.ofSeconds(10)),
                        RasterReader.Choice.JAVA,
                        5,
                        new Video(4, 256, 12),
                        new Questions("vqa", "Be brief.", 7),
                        List.of(
                            new StandingTask(
                                "water",
                                Kind.IMAGE,
                                "Is there water?",
                                "vqa",
                                List.of("yes", "no"),
                                Optional.of(Area.valueOf("1,2,3,4")))))),
        "swath.ingest.adapter=sar",
        "swath.ingest.tile-size=384",
        "swath.ingest.min-valid-fraction=0.25",
        "swath.ingest.allowed-roots=/data,/more",
        "swath.ingest.allowed-hosts=example.com",
        "swath.ingest.allowed-buckets=scenes",
        "swath.ingest.remote-items-may-name-files=true",
        "swath.ingest.limits.file-size=1B",
        "swath.ingest.limits.checksum-size=2B",
        "swath.ingest.limits.request-time=3s",
        "swath.ingest.limits.file-time=4s",
        "swath.ingest.limits.pixels=5",
        "swath.ingest.limits.bands=6",
        "swath.ingest.limits.video-size=7B",
        "swath.ingest.limits.frame-pixels=8",
        "swath.ingest.limits.frames=9",
        "swath.ingest.limits.video-duration=10s",
        "swath.ingest.raster-reader=java",
        "swath.ingest.known-scenes=5",
        "swath.ingest.video.frames=4",
        "swath.ingest.video.max-side=256",
        "swath.ingest.video.zoom=12",
        "swath.ingest.questions.adapter=vqa",
        "swath.ingest.questions.suffix=Be brief.",
        "swath.ingest.questions.max-tiles=7",
        "swath.ingest.tasks[0].name=water",
        "swath.ingest.tasks[0].kind=image",
        "swath.ingest.tasks[0].instruction=Is there water?",
        "swath.ingest.tasks[0].adapter=vqa",
        "swath.ingest.tasks[0].allowed-answers=yes,no",
        "swath.ingest.tasks[0].area=1,2,3,4");
  }

  @Test
  void whatCannotBeIsRefusedWithItsName() {
    refused("swath.ingest.tile-size=1", "tileSize", "at least 8 pixels");
    refused("swath.ingest.min-valid-fraction=2", "minValidFraction", "between 0 and 1");
    refused("swath.ingest.raster-reader=other", "swath.ingest.raster-reader", "[other]");
    refused("swath.ingest.limits.pixels=0", "limits.pixels", "at least 1 pixel");
    refused("swath.ingest.video.zoom=30", "video.zoom", "from 0 to 24");
    refused("swath.ingest.tasks[0].name=x", "tasks[0].instruction", "must not be empty");
    refused("swath.ingest.tile=64", "[swath.ingest.tile] were left unbound");
    refused("swath.ingest.tasks[0].area=nowhere", "swath.ingest.tasks[0].area", "GeoJSON Polygon");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    IngestSettings settings =
        new IngestSettings(
            "",
            64,
            0,
            List.of(".", "no/such"),
            List.of(),
            List.of(),
            false,
            null,
            RasterReader.Choice.AUTO,
            1,
            null,
            null,
            List.of());

    assertThatThrownBy(() -> IngestApplication.assetSource(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("swath.ingest.allowed-roots")
        .hasMessageContaining("no/such");
  }

  @Test
  void tasksWithTheSameNameAreRefused() {
    StandingTask task =
        new StandingTask("a", Kind.IMAGE, "What is it?", "", List.of(), Optional.empty());

    assertThatThrownBy(() -> new StandingTasks(List.of(task, task)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("swath.ingest.tasks[1].name");
  }

  private void with(Consumer<IngestSettings> check, String... values) {
    runner
        .withPropertyValues(values)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              check.accept(context.getBean(IngestSettings.class));
            });
  }

  private void refused(String value, String... mentioned) {
    runner
        .withPropertyValues(value)
        .run(
            context -> {
              assertThat(context).hasFailed();
              StringBuilder messages = new StringBuilder();
              for (Throwable t = context.getStartupFailure(); t != null; t = t.getCause()) {
                messages.append(t.getMessage()).append('\n');
              }
              assertThat(messages.toString()).contains(mentioned);
            });
  }

  @Configuration
  @EnableConfigurationProperties(IngestSettings.class)
  static class Properties {}
}
