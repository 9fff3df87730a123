package dev.swath.standalone.failure;

import dev.swath.standalone.EmbeddedKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** One node of a cluster, broker and controller, as a process of its own. */
final class BrokerProcess {

  static final String READY = "broker is ready";

  private static final int LARGEST = 17 * 1024 * 1024;

  private BrokerProcess() {}

  /**
   * @param args folder, node, cluster id, voters ("1@host:port,..."), this node's ports for clients
   *     and controllers, copies of what the brokers keep for themselves, and how many must be in
   *     sync
   */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    int node = Integer.parseInt(args[1]);
    if (!Files.exists(home.resolve("meta.properties"))) {
      new Formatter()
          .setPrintStream(
              new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(node)
          .setClusterId(args[2])
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(home.toString())
          .addDirectory(home.toString())
          .run();
    }
    Properties p = new Properties();
    try (var defaults = EmbeddedKafka.class.getResourceAsStream("embedded-kafka.properties")) {
      p.load(defaults);
    }
    p.setProperty("node.id", Integer.toString(node));
    p.setProperty("controller.quorum.voters", args[3]);
    p.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s".formatted(args[4], args[5]));
    p.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + args[4]);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("log.dirs", home.toString());
    p.setProperty("message.max.bytes", Integer.toString(LARGEST));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(LARGEST));
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      p.setProperty(topic + ".replication.factor", args[6]);
    }
    p.setProperty("transaction.state.log.min.isr", args[7]);
    p.setProperty("share.coordinator.state.topic.min.isr", args[7]);
    p.setProperty("min.insync.replicas", args[7]);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(p, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }
}
