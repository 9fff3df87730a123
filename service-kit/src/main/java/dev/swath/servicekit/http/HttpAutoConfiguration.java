package dev.swath.servicekit.http;

import dev.swath.servicekit.ConfigurationException;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Puts the guard in front of everything that a service answers on {@code server.port}. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({HttpSettings.class, ServerProperties.class})
public class HttpAutoConfiguration {

  /** After Spring's own observation, so that refused requests are counted too. */
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

  @Bean
  static FilterRegistrationBean<HttpGuard> httpGuard(
      HttpSettings settings, ServerProperties server) {
    ApiKeys keys = new ApiKeys(settings.keys());
    boolean loopback = server.getAddress() != null && server.getAddress().isLoopbackAddress();
    boolean listens = server.getPort() == null || server.getPort() >= 0;
    if (listens && !loopback && keys.isEmpty() && !settings.open()) {
      throw nobodyNeedsAKey(server.getAddress());
    }
    FilterRegistrationBean<HttpGuard> registration =
        new FilterRegistrationBean<>(
            new HttpGuard(
                keys,
                new RateLimits(settings.requestsPerMinute(), TimeMeter.SYSTEM_MILLISECONDS),
                settings.maxBody().toBytes(),
                keys.isEmpty() && !settings.open()));
    registration.setOrder(ORDER);
    return registration;
  }

  private static ConfigurationException nobodyNeedsAKey(InetAddress address) {
    return new ConfigurationException(
        "swath.http.keys",
        "There is no key, but %s can be reached from other machines (server.address): whoever reaches it could send scenes and questions."
            .formatted(
                address == null || address.isAnyLocalAddress()
                    ? "every address of this machine"
                    : address.getHostAddress()),
        "Make a key by './swath key NAME' and set swath.http.keys.NAME to the hash that it prints;"
            + " or set server.address=127.0.0.1; or, where something else keeps strangers away,"
            + " swath.http.open=true.");
  }
}
