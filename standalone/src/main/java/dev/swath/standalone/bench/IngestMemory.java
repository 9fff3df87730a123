package dev.swath.standalone.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.contracts.Topics;
import dev.swath.lab.bench.ChildJvm;
import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.bench.Gdal;
import dev.swath.lab.bench.ProcessMemory;
import dev.swath.lab.bench.Scratch;
import dev.swath.lab.scenes.LargeScene;
import dev.swath.standalone.EmbeddedKafka;
import dev.swath.standalone.ServiceCommand;
import dev.swath.standalone.demo.Lag;
import dev.swath.standalone.demo.Link;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.ConfigurableApplicationContext;

/** What memory ingest-service takes for a scene of Sentinel-2's size. */
final class IngestMemory {

  static final String METHOD =
      "Memory of ingest: the peak of the resident memory (VmHWM) of a process of ingest-service alone"
          + " (-Xmx512m) that cuts a made-up scene of 10,980 x 10,980 pixels and 13 bands of 16 bits, a"
          + " GeoTIFF of compressed blocks that hold all bands, into tiles of 384 pixels, and publishes"
          + " them; once.";

  private static final String NAME = "memory of ingest, 10,980 x 10,980 pixels, 13 bands";
  private static final String AGAINST = "1 GB";
  private static final Goal GOAL = Goal.atMost(1);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final int SIDE = 10_980;
  private static final int TILE = 384;

  /** The bands of a Sentinel-2 scene, in their order. */
  private static final List<String> BANDS =
      List.of(
          "coastal",
          "blue",
          "green",
          "red",
          "rededge071",
          "rededge075",
          "rededge078",
          "nir",
          "nir08",
          "nir09",
          "cirrus",
          "swir16",
          "swir22");

  /** So often side by side and one below the other, the invented landscape is square. */
  private static final int ACROSS = 13;

  private static final int DOWN = 17;

  private static final String READY = "ready";

  private IngestMemory() {}

  /**
   * @param progress is told what is measured now
   */
  static Figure measure(Consumer<String> progress) throws IOException {
    Optional<String> reason =
        ProcessMemory.isKnown() ? Gdal.missing() : Optional.of("it needs /proc to tell memory");
    if (reason.isPresent()) {
      return Figure.notRun(NAME, AGAINST, GOAL, reason.get());
    }
    try (Scratch scratch = Scratch.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(scratch.folder().resolve("kafka"), 0)) {
      progress.accept("drawing a scene of %d x %d pixels".formatted(SIDE, SIDE));
      Path plain = scratch.folder().resolve("plain.tif");
      Path scene = scratch.folder().resolve("scene.tif");
      LargeScene.write(plain, ACROSS, DOWN);
      Gdal.enlarge(plain, SIDE, BANDS.size(), scene);
      String file = ProcessMemory.text(Files.size(scene));
      progress.accept("cutting it (%s)".formatted(file));
      long start = System.nanoTime();
      long peak = peak(kafka.bootstrapServers(), scratch.folder(), item(scene));
      double seconds = (System.nanoTime() - start) * 1e-9;
      return Figure.of(NAME, AGAINST, ProcessMemory.text(peak), AGAINST, peak / 1e9, GOAL)
          .noting("a file of %s, %.0f s with the service's start".formatted(file, seconds));
    }
  }

  /** Bytes that the service took at the most. */
  private static long peak(String bootstrap, Path folder, byte[] item) throws IOException {
    ChildJvm.Command command =
        ChildJvm.Command.of(
            Process.class.getName(), List.of("-Xmx512m"), bootstrap, folder.toString());
    try (ChildJvm service = ChildJvm.start(command);
        Lag lag = new Lag(bootstrap)) {
      List<Link> scenes =
          Link.byDefault().stream().filter(link -> link.topic().equals(Topics.SCENES)).toList();
      service.await(READY::equals, PATIENCE);
      Map<String, Object> config = Map.of("bootstrap.servers", bootstrap);
      try (var producer =
          new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
        producer.send(new ProducerRecord<>(Topics.SCENES, "bench", item));
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (lag.firstBusy(scenes).isPresent()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the scene was not cut within " + PATIENCE);
        }
        pause();
      }
      requireObservations(config);
      return ProcessMemory.told(service.end(PATIENCE), "peak");
    }
  }

  /** A scene that was refused takes little memory. */
  private static void requireObservations(Map<String, Object> config) {
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.OBSERVATIONS).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      if (consumer.endOffsets(partitions).values().stream().allMatch(end -> end == 0)) {
        throw new IllegalStateException(
            "no tile came of the scene; see " + Topics.deadLetter(Topics.SCENES));
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while a scene is cut", e);
    }
  }

  private static byte[] item(Path scene) {
    ObjectNode item = new ObjectMapper().createObjectNode();
    item.put("type", "Feature").put("stac_version", "1.0.0").put("id", "bench");
    item.putObject("properties").put("datetime", "2025-05-10T10:05:00Z");
    ObjectNode asset = item.putObject("assets").putObject("image");
    asset.put("href", scene.toUri().toString()).put("type", "image/tiff; application=geotiff");
    asset.putArray("roles").add("data");
    BANDS.forEach(band -> asset.withArray("eo:bands").addObject().put("common_name", band));
    return item.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The service, until its standard input ends; tells then what memory it took at the most. */
  static final class Process {

    private Process() {}

    /**
     * @param args bootstrap servers, and the folder that scenes may lie in
     */
    public static void main(String[] args) throws IOException {
      ConfigurableApplicationContext service =
          ServiceCommand.start(
              "ingest-service",
              List.of(
                  "--server.port=0",
                  "--management.server.port=0",
                  "--spring.kafka.bootstrap-servers=" + args[0],
                  "--swath.ingest.tile-size=" + TILE,
                  "--swath.ingest.allowed-roots=" + args[1]));
      System.out.println(READY);
      System.in.readAllBytes();
      System.out.printf("peak=%d%n", ProcessMemory.peak());
      service.close();
    }
  }
}
