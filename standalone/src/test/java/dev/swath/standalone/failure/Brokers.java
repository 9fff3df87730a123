package dev.swath.standalone.failure;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** A Kafka cluster of processes. What they store outlives a kill. */
final class Brokers implements AutoCloseable {

  private final List<Child> nodes = new ArrayList<>();
  private final String bootstrap;

  /**
   * Starts them and waits until all are ready.
   *
   * @param count of nodes; a message is kept by all of them, and acknowledged when two have it
   * @param environment variables of all of them
   */
  Brokers(Path folder, Path logs, int count, Map<String, String> environment) throws IOException {
    List<Integer> ports = freePorts(2 * count);
    String voters =
        IntStream.range(0, count)
            .mapToObj(i -> "%d@127.0.0.1:%d".formatted(i + 1, ports.get(count + i)))
            .collect(Collectors.joining(","));
    bootstrap =
        ports.subList(0, count).stream()
            .map(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));
    String cluster = Uuid.randomUuid().toString();
    for (int i = 0; i < count; i++) {
      nodes.add(
          new Child(
              "broker-" + (i + 1),
              logs,
              List.of("-Xmx512m"),
              BrokerProcess.class.getName(),
              List.of(
                  folder.resolve("broker-" + (i + 1)).toString(),
                  Integer.toString(i + 1),
                  cluster,
                  voters,
                  ports.get(i).toString(),
                  ports.get(count + i).toString(),
                  Integer.toString(count),
                  Integer.toString(Math.min(2, count))),
              BrokerProcess.READY,
              environment));
    }
    nodes.forEach(Child::start);
    nodes.forEach(Child::awaitReady);
  }

  String bootstrap() {
    return bootstrap;
  }

  Child node(int index) {
    return nodes.get(index);
  }

  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(Child::close);
  }
}
