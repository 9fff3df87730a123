package dev.swath.imagery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A web server that answers range requests, and remembers them. */
final class RangeServer implements AutoCloseable {
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final HttpServer server;

  RangeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  void put(String path, byte[] content) {
    files.put(path, content);
  }

  /** Answers requests for a path with an error from now on. */
  void fail(String path, int status) {
    failures.put(path, status);
  }

  void redirect(String path, String target) {
    redirects.put(path, target);
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** The paths that were asked for, once for each request. */
  List<String> paths() {
    return paths;
  }

  List<String> authorizations() {
    return authorizations;
  }

  /** How many bytes of files were sent. */
  long bytes() {
    return bytes.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    paths.add(path);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    byte[] file = files.get(path);
    String range = exchange.getRequestHeaders().getFirst("Range");
    try (exchange) {
      if (failures.containsKey(path)) {
        exchange.sendResponseHeaders(failures.get(path), -1);
      } else if (redirects.containsKey(path)) {
        exchange.getResponseHeaders().add("Location", redirects.get(path));
        exchange.sendResponseHeaders(302, -1);
      } else if (file == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        String[] ends = range.substring("bytes=".length()).split("-");
        int first = Integer.parseInt(ends[0]);
        int last = Math.min(Integer.parseInt(ends[1]), file.length - 1);
        exchange
            .getResponseHeaders()
            .add("Content-Range", "bytes " + first + "-" + last + "/" + file.length);
        byte[] part = Arrays.copyOfRange(file, first, last + 1);
        bytes.addAndGet(part.length);
        exchange.sendResponseHeaders(206, part.length);
        exchange.getResponseBody().write(part);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
