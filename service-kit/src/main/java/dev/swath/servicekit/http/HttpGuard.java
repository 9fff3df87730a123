package dev.swath.servicekit.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a request through if its key is known, its caller has not asked too often and it is not too
 * large; everything else is answered with a short JSON problem (RFC 9457).
 */
final class HttpGuard extends OncePerRequestFilter {
  /** How a browser names this machine; other names may lead here by a stranger's DNS. */
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  private final ApiKeys keys;
  private final RateLimits rates;
  private final long maxBody;
  private final boolean thisMachineOnly;

  /**
   * @param thisMachineOnly whether requests must be addressed to this machine by its own names,
   *     because nothing else keeps a web page in a browser of this machine from asking
   */
  HttpGuard(ApiKeys keys, RateLimits rates, long maxBody, boolean thisMachineOnly) {
    this.keys = keys;
    this.rates = rates;
    this.maxBody = maxBody;
    this.thisMachineOnly = thisMachineOnly;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain next)
      throws ServletException, IOException {
    Optional<String> owner = keys.owner(request.getHeader(HttpHeaders.AUTHORIZATION));
    // Who has no key has its own bucket, so that it cannot use up an owner's.
    Duration wait =
        rates.take(owner.map(name -> "key " + name).orElse("address " + request.getRemoteAddr()));
    if (!wait.isZero()) {
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.plusMillis(999).toSeconds()));
      problem(response, HttpStatus.TOO_MANY_REQUESTS, "Too many requests; see Retry-After.");
    } else if (!keys.isEmpty() && owner.isEmpty()) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      problem(
          response,
          HttpStatus.UNAUTHORIZED,
          "A key is missing or not known: send 'Authorization: Bearer KEY'.");
    } else if (thisMachineOnly && !THIS_MACHINE.contains(request.getServerName())) {
      problem(
          response,
          HttpStatus.FORBIDDEN,
          "Without keys, only requests to localhost, 127.0.0.1 or [::1] are answered.");
    } else if (request.getContentLengthLong() > maxBody) {
      problem(response, HttpStatus.CONTENT_TOO_LARGE, LimitedBody.problem(maxBody));
    } else {
      next.doFilter(new LimitedBody(request, maxBody), response);
    }
  }

  private static void problem(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    byte[] json =
        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
            .formatted(status.getReasonPhrase(), status.value(), detail)
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
    // Sent at once, so that nothing after this adds to it.
    response.flushBuffer();
  }
}
