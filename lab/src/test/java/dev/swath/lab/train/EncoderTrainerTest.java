package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.train.LabelledBatches.Targets;
import dev.swath.lab.train.TrainingRun.Schedule;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training a tiny encoder on made-up images. */
class EncoderTrainerTest {

  private static final float TRUST = 0.7f;
  private static final ModelConfig.Vision TINY = new ModelConfig.Vision(16, 32, 2, 2, 16, 8, 1e-6);

  @TempDir private Path folder;

  @BeforeEach
  void oneThread() {
    // Sums of several threads come in any order: to the bit equal is promised for one.
    Torch.setThreads(1);
  }

  @AfterEach
  void asBefore() {
    Torch.setHalfOnCpu(false);
    Torch.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void aRunThatWasKilledEndsInTheSameWeightsAsOneThatWasNot() throws IOException {
    Schedule schedule = new Schedule(6, 1e-2, 2, 0.05, 3);
    Path whole = folder.resolve("whole.safetensors");
    Path killed = folder.resolve("killed.safetensors");
    Map<String, Floats> expected = run(schedule, whole);
    // What a kill behind the third step leaves: the checkpoint of that step.
    try (TrainingRun run = TrainingRun.open(trainer(), schedule, killed)) {
      run.runTo(3);
    }
    Map<String, Floats> actual = run(schedule, killed);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach(
        (name, tensor) ->
            assertThat(tensor.values()).as(name).isEqualTo(expected.get(name).values()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void coloursAreToldApartAfterAFewStepsInEitherPrecision(boolean half) throws IOException {
    Torch.setHalfOnCpu(half);
    Path checkpoint = folder.resolve("colours.safetensors");
    Schedule schedule = new Schedule(60, 5e-3, 5, 0, 1000);
    run(schedule, checkpoint);
    try (TrainingRun run = TrainingRun.open(trainer(), schedule, checkpoint)) {
      assertThat(trainer().evaluate(run, Integer.MAX_VALUE))
          .isEqualTo("validation: colours 100.0 %");
    }
  }

  @Test
  void aFinishedRunIsNotTrainedAgain() throws IOException {
    Path checkpoint = folder.resolve("finished.safetensors");
    Schedule schedule = new Schedule(2, 1e-2, 1, 0, 10);
    run(schedule, checkpoint);
    byte[] before = Files.readAllBytes(checkpoint);
    run(schedule, checkpoint);
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(before);
  }

  private static Map<String, Floats> run(Schedule schedule, Path checkpoint) throws IOException {
    try (TrainingRun run = TrainingRun.open(trainer(), schedule, checkpoint)) {
      return run.run("test");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEncoderAlsoLearnsWhatATeacherTellsOfTheSameViews(boolean half) throws IOException {
    Torch.setHalfOnCpu(half);
    Schedule schedule = new Schedule(60, 5e-3, 5, 0, 1000);
    Path checkpoint = folder.resolve("teacher.safetensors");
    try (ConvTeacher teacher = ConvTeacher.train(TINY, batches(0.5), schedule, checkpoint, 3)) {
      float[] pixels = new float[8 * 3 * 16 * 16];
      Targets targets = batches(0).write(pixels, new SplittableRandom(5));
      float[] labels = targets.wanted().clone();
      teacher.blendInto(targets, pixels);
      for (int i = 0; i < labels.length; i++) {
        // It knows the colours by now
        float told = (targets.wanted()[i] - (1 - TRUST) * labels[i]) / TRUST;
        assertThat(told).as("image %d class %d", i / 2, i % 2).isBetween(-1e-6f, 1 + 1e-6f);
        assertThat(told > 0.5).isEqualTo(labels[i] > 0.5);
      }
      EncoderTrainer taught = trainer(Optional.of(teacher));
      try (TrainingRun run =
          TrainingRun.open(taught, schedule, folder.resolve("taught.safetensors"))) {
        run.runTo(60);
        assertThat(taught.evaluate(run, Integer.MAX_VALUE))
            .isEqualTo("validation: colours 100.0 %");
      }
    }
  }

  @Test
  void theClassifierReadsFeaturesAsTheTrainedNetworkDoes() throws IOException {
    LabelledBatches batches = batches(0.5);
    ImageClasses other =
        new ImageClasses("others", List.of("a", "b", "c"), images(4, 1), List.of(), List.of());
    LabelledBatches two =
        new LabelledBatches(
            List.of(
                batches.shares().get(0),
                new LabelledBatches.Share(other, 2, new Augmentation(1, 0), 0, 0)),
            16);
    EncoderTrainer trainer =
        new EncoderTrainer(
            TINY,
            new EncoderTrainer.Material(two, List.of(), Optional.empty()),
            new EncoderTrainer.KeptTokens(1, 0),
            Map.of(),
            3);
    Schedule schedule = new Schedule(20, 1e-2, 2, 0.05, 30);
    SplittableRandom random = new SplittableRandom(8);
    try (TrainingRun run =
        TrainingRun.open(trainer, schedule, folder.resolve("classifier.safetensors"))) {
      EncoderClassifier classifier = EncoderClassifier.of(run.run("test"), two);
      assertThat(trainer.evaluate(run, Integer.MAX_VALUE))
          .matches("validation: colours [0-9.]+ %, others has no validation images");
      FeatureMap features = new FeatureMap(4, TINY.width(), new float[4 * TINY.width()]);
      for (int i = 0; i < features.values().length; i++) {
        features.values()[i] = (float) random.nextGaussian();
      }
      try (TorchCall call = run.network().call("classes")) {
        float[] logits = call.floats(features.values(), 1, 4, TINY.width()).runFloats().values();
        double[] told = classifier.probabilities(features, other);
        assertThat(told).hasSize(3);
        assertThat(Arrays.stream(told).sum()).isCloseTo(1, within(1e-12));
        for (int i = 0; i < 3; i++) {
          // A softmax's ratios are those of the exponentials
          double ratio = Math.exp((double) logits[2 + i] - logits[2]);
          assertThat(told[i] / told[0]).isCloseTo(ratio, within(1e-4 * ratio));
        }
      }
    }
  }

  private static LabelledBatches batches(double mixed) {
    ImageClasses data =
        new ImageClasses(
            "colours", List.of("blue", "red"), images(40, 1), images(20, 2), List.of());
    return new LabelledBatches(
        List.of(new LabelledBatches.Share(data, 8, new Augmentation(0.8, 0), mixed, TRUST)), 16);
  }

  private static EncoderTrainer trainer() {
    return trainer(Optional.empty());
  }

  private static EncoderTrainer trainer(Optional<ConvTeacher> teacher) {
    return new EncoderTrainer(
        TINY,
        new EncoderTrainer.Material(batches(0.5), List.of(), teacher),
        new EncoderTrainer.KeptTokens(0.5, 50),
        Map.of(),
        3);
  }

  private static List<LabelledImage> images(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[16 * 16 * 3];
      random.nextBytes(rgb);
      for (int pixel = 0; pixel < 16 * 16; pixel++) {
        rgb[pixel * 3 + (i % 2 == 0 ? 2 : 0)] = (byte) 255;
      }
      images.add(new LabelledImage("image" + i, i % 2, new RgbImage(16, 16, rgb)));
    }
    return images;
  }
}
