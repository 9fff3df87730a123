package dev.swath.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The ports of an embedded broker. They are remembered in the broker's folder, so that clients
 * outside this JVM find the broker where it was.
 */
record BrokerPorts(int broker, int controller) {
  private static final String FILE = "ports.properties";

  /**
   * Chooses ports that are free now.
   *
   * @param port the broker's port, or 0 for the remembered one if it is free, else any
   * @throws IllegalArgumentException if the asked port is taken
   */
  static BrokerPorts choose(Path home, int port) throws IOException {
    if (port != 0 && !free(port)) {
      throw new IllegalArgumentException(
          "port " + port + " is in use; choose another one, or 0 for any free port");
    }
    Properties remembered = read(home);
    int broker = port != 0 ? port : rememberedOrFree(remembered, "broker", 0);
    return new BrokerPorts(broker, rememberedOrFree(remembered, "controller", broker));
  }

  /** The port of the broker that last ran on a folder, if one did. */
  static Optional<Integer> remembered(Path home) {
    try {
      return Optional.of(rememberedPort(read(home), "broker")).filter(port -> port > 0);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Properties read(Path home) throws IOException {
    Properties remembered = new Properties();
    if (Files.exists(home.resolve(FILE))) {
      try (Reader in = Files.newBufferedReader(home.resolve(FILE))) {
        remembered.load(in);
      }
    }
    return remembered;
  }

  void remember(Path home) throws IOException {
    Properties p = new Properties();
    p.setProperty("broker", Integer.toString(broker));
    p.setProperty("controller", Integer.toString(controller));
    try (Writer out = Files.newBufferedWriter(home.resolve(FILE))) {
      p.store(out, "The ports of the embedded broker, used again at the next start");
    }
  }

  private static int rememberedOrFree(Properties remembered, String name, int taken)
      throws IOException {
    int port = rememberedPort(remembered, name);
    return port > 0 && port < 65536 && port != taken && free(port) ? port : anyFree();
  }

  private static int rememberedPort(Properties remembered, String name) {
    try {
      return Integer.parseInt(remembered.getProperty(name, "0"));
    } catch (NumberFormatException e) {
      return 0; // a damaged note costs nothing but the old port
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int anyFree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
