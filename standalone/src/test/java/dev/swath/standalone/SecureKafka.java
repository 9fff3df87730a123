package dev.swath.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A broker in this JVM that takes TLS connections and SCRAM logins only, and allows nothing that no
 * rule allows. Its users have the password that {@link #password} says; {@link #ADMIN} may do
 * everything.
 */
final class SecureKafka implements AutoCloseable {

  static final String ADMIN = "admin";

  private static final String MECHANISM = "SCRAM-SHA-512";
  private static final String STORE_PASSWORD = "store-s3cret";

  private final Path folder;
  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private SecureKafka(Path folder, KafkaRaftServer server, String bootstrapServers) {
    this.folder = folder;
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts it.
   *
   * @param folder an empty one, for what is stored and for the certificates
   * @param users who may log in, beside {@link #ADMIN}
   */
  static SecureKafka start(Path folder, Collection<String> users) throws Exception {
    certificate(folder, "server");
    certificate(folder, "stranger");
    Path home = folder.resolve("kafka");
    new Formatter()
        .setPrintStream(new PrintStream(new ByteArrayOutputStream()))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(home.toString())
        .addDirectory(home.toString())
        .setScramArguments(
            Stream.concat(Stream.of(ADMIN), users.stream())
                .map(u -> "%s=[name=%s,password=%s]".formatted(MECHANISM, u, password(u)))
                .toList())
        .run();
    BrokerPorts ports = BrokerPorts.choose(home, 0);
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(properties(folder, ports), false), Time.SYSTEM);
    server.startup();
    return new SecureKafka(folder, server, "127.0.0.1:" + ports.broker());
  }

  static String password(String user) {
    return "pw-of-" + user + "-9f3a";
  }

  /** What a client's login module is configured with. */
  static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, password);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** The certificate that the broker shows, as PEM. */
  Path certificate() {
    return folder.resolve("server.pem");
  }

  /** A certificate that the broker does not have, as PEM. */
  Path strangersCertificate() {
    return folder.resolve("stranger.pem");
  }

  /** The properties of a plain client. */
  Map<String, Object> client(String user) {
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", bootstrapServers);
    client.put("security.protocol", "SASL_SSL");
    client.put("ssl.truststore.type", "PEM");
    client.put("ssl.truststore.location", certificate().toString());
    client.put("sasl.mechanism", MECHANISM);
    client.put("sasl.jaas.config", login(user, password(user)));
    return client;
  }

  /** The same as a file, for {@code --kafka-config}. */
  Path clientFile(String user) throws IOException {
    Properties properties = new Properties();
    client(user).forEach((name, value) -> properties.setProperty(name, value.toString()));
    Path file = folder.resolve(user + ".properties");
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    return file;
  }

  /** Spring's properties for a service that logs in as a user, with the certificate as PEM. */
  Map<String, String> spring(String user, String password) {
    Map<String, String> properties = new HashMap<>();
    properties.put("spring.kafka.bootstrap-servers", bootstrapServers);
    properties.put("spring.kafka.security.protocol", "SASL_SSL");
    properties.put("spring.kafka.ssl.trust-store-type", "PEM");
    properties.put("spring.kafka.ssl.trust-store-location", certificate().toUri().toString());
    properties.put("spring.kafka.properties.sasl.mechanism", MECHANISM);
    properties.put("spring.kafka.properties.sasl.jaas.config", login(user, password));
    return properties;
  }

  /** In place of the PEM file: the same certificate in a store of Java's kind. */
  Map<String, String> springStore() {
    return Map.of(
        "spring.kafka.ssl.trust-store-type",
        "PKCS12",
        "spring.kafka.ssl.trust-store-location",
        folder.resolve("server.p12").toUri().toString(),
        "spring.kafka.ssl.trust-store-password",
        STORE_PASSWORD);
  }

  /** In place of the PEM file: the same certificate in a bundle of Spring's. */
  Map<String, String> springBundle() {
    return Map.of(
        "spring.ssl.bundle.pem.kafka.truststore.certificate",
        certificate().toUri().toString(),
        "spring.kafka.ssl.bundle",
        "kafka");
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static Properties properties(Path folder, BrokerPorts ports) throws IOException {
    Properties p = new Properties();
    try (var defaults = EmbeddedKafka.class.getResourceAsStream("embedded-kafka.properties")) {
      p.load(defaults);
    }
    String broker = "SASL_SSL://127.0.0.1:" + ports.broker();
    p.setProperty("node.id", "1");
    p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + ports.controller());
    p.setProperty("listeners", broker + ",CONTROLLER://127.0.0.1:" + ports.controller());
    p.setProperty("advertised.listeners", broker);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
    p.setProperty("inter.broker.listener.name", "SASL_SSL");
    p.setProperty("sasl.enabled.mechanisms", MECHANISM);
    p.setProperty("sasl.mechanism.inter.broker.protocol", MECHANISM);
    p.setProperty(
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", login(ADMIN, password(ADMIN)));
    for (String store : List.of("keystore", "truststore")) {
      p.setProperty("ssl." + store + ".location", folder.resolve("server.p12").toString());
      p.setProperty("ssl." + store + ".password", STORE_PASSWORD);
      p.setProperty("ssl." + store + ".type", "PKCS12");
    }
    p.setProperty("authorizer.class.name", StandardAuthorizer.class.getName());
    // The controller's own listener asks for no login; no client knows of it.
    p.setProperty("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    p.setProperty("log.dirs", folder.resolve("kafka").toString());
    p.setProperty("message.max.bytes", Integer.toString(17 << 20));
    return p;
  }

  /** A self-signed one: {@code NAME.p12} with the key, {@code NAME.pem} without. */
  private static void certificate(Path folder, String name) throws Exception {
    String store = folder.resolve(name + ".p12").toString();
    keytool(
        ("-genkeypair -alias k -keyalg EC -dname CN=%s -ext san=ip:127.0.0.1,dns:localhost"
                + " -validity 2 -storetype PKCS12 -storepass %s -keystore")
            .formatted(name, STORE_PASSWORD),
        store);
    keytool(
        "-exportcert -rfc -alias k -storepass " + STORE_PASSWORD + " -file",
        folder.resolve(name + ".pem").toString(),
        "-keystore",
        store);
  }

  private static void keytool(String arguments, String... more) throws Exception {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Stream.of(arguments.split(" ")),
                Stream.of(more))
            .flatMap(part -> part)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }
}
