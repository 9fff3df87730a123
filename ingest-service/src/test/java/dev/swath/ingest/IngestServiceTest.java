package dev.swath.ingest;

import static dev.swath.servicekit.test.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import dev.swath.imagery.RasterScene;
import dev.swath.imagery.StacItem;
import dev.swath.imagery.TileKey;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.test.TopicReader;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service on a real broker: what is put on the topics and what comes out. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.config.name=ingest-service",
      "swath.kafka.partitions=2",
      "swath.kafka.retry.backoff=10ms",
      "swath.ingest.video.frames=4",
      "swath.ingest.questions.max-tiles=4"
    })
@EmbeddedKafka(bootstrapServersProperty = "spring.kafka.bootstrap-servers")
class IngestServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  @TempDir static Path folder;
  private static Path raster;

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;
  @LocalServerPort int port;
  @LocalManagementPort int managementPort;

  @DynamicPropertySource
  static void allowTheFolder(DynamicPropertyRegistry properties) {
    properties.add("swath.ingest.allowed-roots", folder::toString);
  }

  @BeforeAll
  static void writeRaster() throws Exception {
    raster = TestScenes.raster(folder, "scene.tif");
    // The first use of the reference systems takes seconds: here, where nobody waits for a message.
    RasterScene.open(StacItem.parse(TestScenes.rasterItem("first", raster))).close();
  }

  @Test
  void everyTileOfASceneBecomesOneObservation() throws Exception {
    long sent = System.currentTimeMillis();
    send(Topics.SCENES, "tiles", TestScenes.rasterItem("tiles", raster));

    List<ConsumerRecord<String, byte[]>> messages = observations("tiles", TestScenes.TILES);

    for (ConsumerRecord<String, byte[]> message : messages) {
      Observation observation = Observation.parseFrom(message.value());
      assertThat(message.key()).isEqualTo(observation.getTile());
      assertThat(header(message, "ce_type")).isEqualTo("dev.swath.observation.v1");
      assertThat(TileKey.parse(observation.getTile()).z()).isEqualTo(15);
      assertThat(observation.getKind()).isEqualTo(Kind.IMAGE);
      assertThat(observation.getAcquisition().getAcquiredMs()).isEqualTo(1714557600000L);
      assertThat(observation.getAcquisition().getArrivedMs()).isBetween(sent, message.timestamp());
      assertThat(observation.getTasksList())
          .extracting(Task::getName, Task::getKind)
          .containsExactly(tuple("caption", Kind.IMAGE), tuple("change", Kind.PAIR));
      assertThat(observation.getStagesMsMap().get("ingest")).isPositive();
      var image =
          ImageIO.read(new ByteArrayInputStream(observation.getFrames(0).getPng().toByteArray()));
      assertThat(image.getWidth()).isEqualTo(64);
      assertThat(image.getHeight()).isEqualTo(64);
    }
    assertThat(messages.stream().map(ConsumerRecord::key)).doesNotHaveDuplicates();
  }

  @Test
  void aBrokenSceneIsDeadLetteredWithItsReasonAndTheStreamGoesOn() throws Exception {
    Path cut = folder.resolve("cut.tif");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(raster), 3000));
    send(Topics.SCENES, "k", TestScenes.rasterItem("cut", cut));
    send(Topics.SCENES, "k", TestScenes.rasterItem("gone", folder.resolve("gone.tif")));
    send(Topics.SCENES, "k", TestScenes.rasterItem("foreign", Path.of("/etc/hostname")));
    send(Topics.SCENES, "k", TestScenes.rasterItem("timeless", raster).replace("datetime", "date"));
    send(Topics.SCENES, "k", "<html>");
    send(Topics.SCENES, "k", TestScenes.rasterItem("after", raster));

    observations("after", TestScenes.TILES);
    assertThat(reason(Topics.SCENES, "\"cut\"")).contains("cut.tif");
    assertThat(reason(Topics.SCENES, "\"gone\"")).contains("gone.tif", "does not exist");
    assertThat(reason(Topics.SCENES, "\"foreign\"")).contains("swath.ingest.allowed-roots");
    assertThat(reason(Topics.SCENES, "\"timeless\"")).contains("properties.datetime");
    assertThat(reason(Topics.SCENES, "<html>")).contains("not JSON");
  }

  @Test
  void aQuestionIsAskedOfItsTileOnly() throws Exception {
    assertThat(post("/scenes", TestScenes.rasterItem("asked", raster)).statusCode()).isEqualTo(202);
    TileKey tile = TileKey.parse(observations("asked", TestScenes.TILES).get(0).key());
    double longitude = tile.geoBox().centreLongitude();
    double latitude = tile.geoBox().centreLatitude();

    HttpResponse<String> accepted =
        post(
            "/questions",
            """
            {"id": "q1", "scene": "asked", "question": "Is there a lake?",
             "allowed_answers": ["yes", "no"], "point": [%s, %s]}
            """
                .formatted(longitude, latitude));

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(accepted.body()).contains("q1");
    Observation observation =
        Observation.parseFrom(
            read(Topics.OBSERVATIONS, 1, message -> hasTask(message, "q1")).get(0).value());
    assertThat(observation.getTile()).isEqualTo(tile.toString());
    assertThat(observation.getTasksCount()).isEqualTo(1);
    Task task = observation.getTasks(0);
    assertThat(task.getName()).isEqualTo("question");
    assertThat(task.getInstruction())
        .isEqualTo("Is there a lake? Answer the question using a single word or phrase.");
    assertThat(task.getAllowedAnswersList()).containsExactly("yes", "no");
    assertThat(task.getAdapter()).isEqualTo("instructions");
  }

  @Test
  void aQuestionMayBringItsItemAndNameATile() throws Exception {
    send(Topics.SCENES, "named", TestScenes.rasterItem("named", raster));
    String tile = observations("named", TestScenes.TILES).get(0).key();
    String item = TestScenes.rasterItem("brought", raster);

    send(
        Topics.QUESTIONS,
        "q2",
        "{\"id\": \"q2\", \"item\": %s, \"question\": \"What is it?\", \"tile\": \"%s\"}"
            .formatted(item, tile));

    Observation observation =
        Observation.parseFrom(
            read(Topics.OBSERVATIONS, 1, message -> hasTask(message, "q2")).get(0).value());
    assertThat(observation.getTile()).isEqualTo(tile);
    assertThat(observation.getAcquisition().getSceneId()).isEqualTo("brought");
  }

  @Test
  void aQuestionThatCannotBeAskedIsDeadLettered() throws Exception {
    String item = TestScenes.rasterItem("here", raster);
    question("q-unknown", "\"scene\": \"never seen\"");
    question("q-outside", "\"item\": " + item + ", \"point\": [100, 10]");
    question("q-large", "\"item\": " + item);
    question("q-video", "\"item\": " + item + ", \"kind\": \"video\"");
    send(Topics.QUESTIONS, "k", "{\"id\": \"q-empty\"}");

    assertThat(reason(Topics.QUESTIONS, "q-unknown")).contains("'never seen' is not known");
    assertThat(reason(Topics.QUESTIONS, "q-outside")).contains("outside the scene");
    assertThat(reason(Topics.QUESTIONS, "q-large")).contains("swath.ingest.questions.max-tiles=4");
    assertThat(reason(Topics.QUESTIONS, "q-video")).contains("'kind' is video");
    assertThat(reason(Topics.QUESTIONS, "q-empty")).contains("'question' is missing");
  }

  @Test
  void whatIsWrongByHttpIsAnsweredAtOnce() throws Exception {
    HttpResponse<String> noItem = post("/scenes", "{\"type\": \"Feature\"}");
    assertThat(noItem.statusCode()).isEqualTo(400);
    assertThat(noItem.body()).contains("'id'");
    HttpResponse<String> unknown =
        post("/questions", "{\"scene\": \"never seen\", \"question\": \"What?\"}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("never seen");
    assertThat(post("/questions", "{\"scene\": \"x\"}").statusCode()).isEqualTo(400);
    assertThat(post("/questions", "?").statusCode()).isEqualTo(400);
    assertThat(get("/scenes/never-seen").statusCode()).isEqualTo(404);
    HttpRequest ofWebPage =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/scenes"))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(TestScenes.rasterItem("page", raster)))
            .build();
    assertThat(send(ofWebPage).statusCode()).isEqualTo(415);
  }

  @Test
  void aVideoBecomesOneObservationOfItsFrames() throws Exception {
    Path video = folder.resolve("clip.mp4");
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(video.toFile(), 64, 48)) {
      recorder.setVideoCodecName("libopenh264");
      recorder.setFormat("mp4");
      recorder.setFrameRate(10);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.start();
      for (int i = 0; i < 12; i++) {
        try (Frame frame = new Frame(64, 48, Frame.DEPTH_UBYTE, 3)) {
          recorder.record(frame);
        }
      }
      recorder.stop();
    }
    send(Topics.SCENES, "clip", TestScenes.item("clip", video, "video/mp4"));

    Observation observation = Observation.parseFrom(observations("clip", 1).get(0).value());

    assertThat(observation.getKind()).isEqualTo(Kind.VIDEO);
    assertThat(observation.getFramesCount()).isEqualTo(4);
    assertThat(TileKey.parse(observation.getTile()).z()).isEqualTo(16);
    assertThat(observation.getTasksList()).extracting(Task::getName).containsExactly("video-scene");
  }

  @Test
  void scenesOnTheTopicAreKnownToAFreshStart() throws Exception {
    send(Topics.SCENES, "old", TestScenes.rasterItem("old", raster));
    KnownScenes fresh = new KnownScenes(consumers, 100);
    fresh.start();
    try {
      assertThat(fresh.find("old")).isPresent();
      assertThat(fresh.isReady()).isTrue();
      send(Topics.SCENES, "new", TestScenes.rasterItem("new", raster));
      assertThat(fresh.find("new")).isPresent();
      assertThat(fresh.find("never seen")).isEmpty();
    } finally {
      fresh.stop();
    }
    KnownScenes small = new KnownScenes(consumers, 1);
    small.start();
    try {
      await().atMost(PATIENCE).until(small::isReady);
      assertThat(small.size()).isEqualTo(1);
    } finally {
      small.stop();
    }
  }

  @Test
  void healthAndMetricsAreThere() throws Exception {
    send(Topics.SCENES, "counted", TestScenes.rasterItem("counted", raster));
    observations("counted", TestScenes.TILES);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(manage("/actuator/health/readiness").statusCode()).isEqualTo(200));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(manage("/actuator/prometheus").body())
                    .contains("swath_messages_in_total{")
                    .contains("swath_messages_out_total{")
                    .contains("swath_work_seconds_count{")
                    .containsPattern(
                        "swath_raster_reader\\{reader=\"(gdal|java)\",service=\"ingest\""));
  }

  private void question(String id, String scene) {
    send(
        Topics.QUESTIONS, id, "{\"id\": \"%s\", \"question\": \"What?\", %s}".formatted(id, scene));
  }

  private void send(String topic, String key, String json) {
    kafka.send(topic, key, json.getBytes(UTF_8)).join();
  }

  private List<ConsumerRecord<String, byte[]>> observations(String scene, int count) {
    return read(
        Topics.OBSERVATIONS,
        count,
        message -> parse(message).getAcquisition().getSceneId().equals(scene));
  }

  private static boolean hasTask(ConsumerRecord<String, byte[]> message, String requestId) {
    return parse(message).getTasksList().stream()
        .anyMatch(task -> task.getRequestId().equals(requestId));
  }

  private static Observation parse(ConsumerRecord<String, byte[]> message) {
    try {
      return Observation.parseFrom(message.value());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private String reason(String topic, String content) {
    return header(
        read(
                Topics.deadLetter(topic),
                1,
                message -> new String(message.value(), UTF_8).contains(content))
            .get(0),
        DeadLetters.REASON);
  }

  /** Reads a topic from its start until so many messages of interest are there. */
  private List<ConsumerRecord<String, byte[]>> read(
      String topic, int count, Predicate<ConsumerRecord<String, byte[]>> wanted) {
    List<ConsumerRecord<String, byte[]>> found =
        new TopicReader(consumers)
            .read(topic, messages -> messages.stream().filter(wanted).count() >= count).stream()
                .filter(wanted)
                .toList();
    assertThat(found).hasSize(count);
    return found;
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  private HttpResponse<String> manage(String path) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
