package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.swath.vlm.lora.PeftFolder;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CalibrationTest {

  @TempDir private Path temporary;
  private Path model;

  /** A copy of the tiny checkpoint with an adapter. */
  @BeforeEach
  void copy() throws IOException {
    model = temporary.resolve("tiny");
    Path golden = Golden.path("vila-tiny");
    try (Stream<Path> files = Files.walk(golden)) {
      for (Path file : files.toList()) {
        Path to = model.resolve(golden.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    PeftFolder.random(ModelFolder.open(model).config().language(), 2, List.of("q_proj"), 1)
        .write(model.resolve("adapters/tuned"));
  }

  @Test
  void withoutAFileTheModelsProbabilityIsTheConfidence() {
    Calibration calibration = ModelFolder.open(model).calibration();
    assertThat(calibration.temperature()).isEqualTo(1);
    assertThat(calibration.confidence(Math.log(0.3), "tuned")).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Calibration written = fitted(1.7);
    written.write(model);
    assertThat(ModelFolder.open(model).calibration()).isEqualTo(written);
    try (Stream<Path> files = Files.list(model)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
    }
  }

  @Test
  void theTemperatureDividesTheLogit() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      double p = 0.001 + 0.998 * random.nextDouble();
      double temperature = 0.2 + 4 * random.nextDouble();
      double logit = Math.log(p / (1 - p)) / temperature;
      assertThat(fitted(temperature).confidence(Math.log(p), "tuned"))
          .isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-9));
    }
  }

  @Test
  void confidencesStayInTheirRangeAndTheirOrder() {
    Calibration calibration = fitted(0.3);
    double last = 0;
    for (double log = -800; log <= 0; log += 0.5) {
      double confidence = calibration.confidence(log, "tuned");
      assertThat(confidence).isPositive().isLessThanOrEqualTo(1).isGreaterThanOrEqualTo(last);
      last = confidence;
    }
    assertThat(calibration.confidence(0, "tuned")).isEqualTo(1);
    assertThat(calibration.confidence(1e-9, "tuned")).isEqualTo(1);
  }

  @Test
  void answersOfAnotherAdapterAreLeftAsTheyAre() {
    assertThat(fitted(3).confidence(Math.log(0.9), "")).isCloseTo(0.9, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1e9", "\"NaN\"", "\"Infinity\""})
  void aTemperatureThatMakesNoSenseIsRefusedWithTheFile(String temperature) throws IOException {
    fitted(2).write(model);
    Path file = model.resolve("calibration.json");
    Files.writeString(file, Files.readString(file).replace("2.0", temperature));
    assertThatThrownBy(() -> ModelFolder.open(model).calibration())
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file + " gives the temperature")
        .hasMessageContaining("from 0.01 to 100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"temperature\":", "[]", "{\"temperature\": \"warm\"}"})
  void aBrokenFileIsRefusedWithItsName(String text) throws IOException {
    Files.writeString(model.resolve("calibration.json"), text);
    assertThatThrownBy(() -> ModelFolder.open(model).calibration())
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("calibration.json is broken");
  }

  @Test
  void aFileWithoutFingerprintsIsRefused() throws IOException {
    Files.writeString(model.resolve("calibration.json"), "{\"temperature\": 2, \"adapter\": \"\"}");
    assertThatThrownBy(() -> ModelFolder.open(model).calibration())
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("must name the adapter and the fingerprints");
  }

  @Test
  void afterTheAdapterWasTunedAgainTheFileIsLeftAsideWithAWarning() throws IOException {
    fitted(2).write(model);
    PeftFolder.random(ModelFolder.open(model).config().language(), 2, List.of("q_proj"), 2)
        .write(model.resolve("adapters/tuned"));
    assertLeftAside();
  }

  @Test
  void afterTheEncoderChangedTheFileIsLeftAsideWithAWarning() throws IOException {
    fitted(2).write(model);
    Files.writeString(model.resolve("vision_tower/other.json"), "{}");
    assertLeftAside();
  }

  private void assertLeftAside() {
    Logger logger = (Logger) LoggerFactory.getLogger(ModelFolder.class);
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    logger.addAppender(seen);
    logger.setAdditive(false);
    try {
      assertThat(ModelFolder.open(model).calibration()).isEqualTo(Calibration.NONE);
    } finally {
      logger.detachAppender(seen);
      logger.setAdditive(true);
    }
    assertThat(seen.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("calibration.json was fitted for other weights");
  }

  private Calibration fitted(double temperature) {
    ModelFolder folder = ModelFolder.open(model);
    return new Calibration(
        temperature,
        "tuned",
        "tests, validation",
        100,
        0.1,
        0.02,
        folder.encoderFingerprint(),
        folder.languageFingerprint(),
        ModelFolder.adapterFingerprint(model.resolve("adapters/tuned")),
        false);
  }
}
