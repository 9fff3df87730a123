package dev.swath.standalone;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Logging of five services, a broker and a web server in one JVM. {@code logback.xml} says it all;
 * the five applications do not change it.
 */
public final class Logging {
  private static final String CONSOLE = "CONSOLE";
  private static final String FORMAT = "logging.structured.format.console";
  private static final String LOGGING_SYSTEM = "org.springframework.boot.logging.LoggingSystem";

  private Logging() {}

  /** To be called before anything logs. */
  static void install() {
    System.setProperty(LOGGING_SYSTEM, "none");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /**
   * Lets Spring Boot do the logging of a service that has the process to itself and is to log JSON.
   *
   * @param arguments of the service, which may name the format
   * @return whether it is to log JSON
   */
  static boolean structured(List<String> arguments) {
    boolean structured =
        System.getenv(FORMAT.toUpperCase(Locale.ROOT).replace('.', '_')) != null
            || System.getProperty(FORMAT) != null
            || arguments.stream().anyMatch(argument -> argument.startsWith("--" + FORMAT + "="));
    if (structured) {
      System.clearProperty(LOGGING_SYSTEM);
    }
    return structured;
  }

  /**
   * From now on everything goes to a file, and the terminal is kept for what its user must know:
   * errors of our own and why a service did not start.
   */
  public static void toFile(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    Appender<ILoggingEvent> console = root.getAppender(CONSOLE);
    if (console != null) {
      ThresholdFilter errors = new ThresholdFilter();
      errors.setLevel("ERROR");
      errors.start();
      console.addFilter(errors);
      root.detachAppender(console);
      List.of("dev.swath", "org.springframework.boot.diagnostics")
          .forEach(name -> context.getLogger(name).addAppender(console));
    }
    PatternLayoutEncoder pattern = new PatternLayoutEncoder();
    pattern.setContext(context);
    pattern.setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{40} "
            + "%replace(%X{traceId} ){'^ ', ''}- %msg%n");
    pattern.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setName("FILE");
    appender.setFile(file.toString());
    appender.setEncoder(pattern);
    appender.start();
    root.addAppender(appender);
  }
}
