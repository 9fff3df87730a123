package dev.swath.servicekit.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

/** A start with nothing but a record of settings, to see what becomes of properties. */
public final class SettingsContext<S> {

  private final Class<S> settings;
  private final ApplicationContextRunner context;

  /**
   * @param enabling a configuration that enables them
   */
  public SettingsContext(Class<S> settings, Class<?> enabling) {
    this.settings = settings;
    this.context =
        new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(enabling);
  }

  /** The settings with these properties, "name=value" each; the defaults if there are none. */
  public S with(String... properties) {
    AtomicReference<S> bound = new AtomicReference<>();
    context.withPropertyValues(properties).run(started -> bound.set(started.getBean(settings)));
    return bound.get();
  }

  /** Asserts that a property stops the start, and that the cause says why. */
  public void refuses(String property, String because) {
    context
        .withPropertyValues(property)
        .run(
            started ->
                assertThat(started.getStartupFailure()).rootCause().hasMessageContaining(because));
  }
}
