package dev.swath.imagery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;

/**
 * Requests for parts of files. Every address is checked before it is connected to; redirects are
 * not followed, nothing is unpacked, no cookies are kept, and a request ends in time whatever the
 * server does. Thread-safe.
 */
final class HttpFiles {
  private static final Timeout CONNECT = Timeout.ofSeconds(20);

  /** Several threads read several files of a host. */
  private static final int CONNECTIONS_PER_HOST = 16;

  private static final int CONNECTIONS = 64;

  /** Ends requests that take too long. */
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  /** What is done with an answer, before it is closed. */
  @FunctionalInterface
  interface Answer<T> {
    T read(ClassicHttpResponse response) throws IOException;
  }

  private final AddressCheck check;
  private final Duration requestTime;
  private CloseableHttpClient client;

  HttpFiles(AddressCheck check, Duration requestTime) {
    this.check = check;
    this.requestTime = requestTime;
  }

  /** Made on first use: most scenes lie in files. */
  private synchronized CloseableHttpClient client() {
    if (client == null) {
      client = newClient();
    }
    return client;
  }

  private CloseableHttpClient newClient() {
    Timeout silence = Timeout.of(requestTime);
    // The client connects to what this returns, and asks nobody else.
    DnsResolver checked =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            String name = host.replaceAll("[\\[\\]]", "");
            InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(name);
            for (InetAddress address : addresses) {
              check.check(name, address);
            }
            return addresses;
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(checked)
                .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
                .setMaxConnTotal(CONNECTIONS)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(silence)
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(silence)
                .setResponseTimeout(silence)
                .build())
        // The address was checked, the place that it points to was not.
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .setUserAgent("swath")
        .build();
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "http-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * Asks for the bytes from {@code first} to {@code last}, both included.
   *
   * @throws SceneException if the address must not be connected to
   * @throws IOException if the server cannot be reached, or has not answered in time
   */
  <T> T get(URI address, long first, long last, Answer<T> answer) throws IOException {
    HttpGet request = new HttpGet(address);
    request.setHeader("Range", "bytes=" + first + "-" + last);
    AtomicBoolean late = new AtomicBoolean();
    Future<?> deadline =
        TIMER.schedule(
            () -> {
              late.set(true);
              request.cancel();
            },
            requestTime.toMillis(),
            TimeUnit.MILLISECONDS);
    try (ClassicHttpResponse response = client().executeOpen(null, request, null)) {
      return answer.read(response);
    } catch (IOException | IllegalStateException e) {
      if (late.get()) {
        // Which of them it is depends on what the request was at when it was ended.
        throw new IOException(
            "%s has not answered a request within %d ms".formatted(address, requestTime.toMillis()),
            e);
      }
      throw e;
    } finally {
      deadline.cancel(false);
    }
  }
}
