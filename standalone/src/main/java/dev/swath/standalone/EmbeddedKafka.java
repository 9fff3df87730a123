package dev.swath.standalone;

import dev.swath.contracts.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A real Kafka inside this JVM: one node, broker and KRaft controller together, reachable from this
 * machine only.
 *
 * <p>What it stores lies in one folder and is there again after a stop and after a kill. Only one
 * process at a time can use a folder.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES =
      Topics.MAX_MESSAGE_BYTES + Topics.DEAD_LETTER_HEADROOM_BYTES;

  private static final String HOST = "127.0.0.1:";
  private static final int NODE_ID = 1;
  private static final String CONTROLLER = "CONTROLLER";

  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final FolderLock lock;

  private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers, FolderLock lock) {
    this.server = server;
    this.lock = lock;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts the broker and returns when it takes connections.
   *
   * @param folder where everything is kept; made if absent
   * @param port the port on 127.0.0.1, or 0 for the one used last time, or a free one
   * @throws IllegalStateException if the broker cannot start, for example because another process
   *     uses the folder or the port
   */
  public static EmbeddedKafka start(Path folder, int port) {
    Path home = folder.toAbsolutePath().normalize();
    KafkaRaftServer server = null;
    FolderLock lock = FolderLock.take(home);
    try {
      format(home);
      BrokerPorts ports = BrokerPorts.choose(home, port);
      server = new KafkaRaftServer(new KafkaConfig(properties(home, ports), false), Time.SYSTEM);
      server.startup();
      ports.remember(home);
      return new EmbeddedKafka(server, HOST + ports.broker(), lock);
    } catch (Exception e) {
      if (server != null) {
        server.shutdown();
      }
      lock.close();
      throw new IllegalStateException(
          "The Kafka broker cannot start on the folder " + home + ": " + rootMessage(e), e);
    }
  }

  /** The address of the broker that last ran on a folder, if one did: where it is if it runs. */
  public static Optional<String> lastAddress(Path folder) {
    return BrokerPorts.remembered(folder).map(port -> HOST + port);
  }

  /** The address for clients, "host:port". */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker and returns when it has let go of its folder. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }

  private static void format(Path home) throws Exception {
    if (Files.exists(home.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    new Formatter()
        .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(home.toString())
        .addDirectory(home.toString())
        .run();
  }

  private static Properties properties(Path home, BrokerPorts ports) throws IOException {
    Properties p = new Properties();
    try (var defaults = EmbeddedKafka.class.getResourceAsStream("embedded-kafka.properties")) {
      p.load(defaults);
    }
    String broker = "PLAINTEXT://127.0.0.1:" + ports.broker();
    p.setProperty("node.id", Integer.toString(NODE_ID));
    p.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller());
    p.setProperty("listeners", broker + "," + CONTROLLER + "://127.0.0.1:" + ports.controller());
    p.setProperty("advertised.listeners", broker);
    p.setProperty("controller.listener.names", CONTROLLER);
    p.setProperty("log.dirs", home.toString());
    p.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    return p;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
