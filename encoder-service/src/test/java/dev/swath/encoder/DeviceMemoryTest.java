package dev.swath.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.swath.servicekit.Failure;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.VisionEncoder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What libtorch really says when memory is too small. The kit that tells it from other failures
 * knows nothing of libtorch, so it is asked here.
 */
class DeviceMemoryTest {

  /** 256 TiB of floats: more than addresses. */
  private static final long TOO_MANY = 1L << 46;

  @Test
  void moreThanMemoryHoldsIsKnownAsThat() {
    Path model = Path.of("../vlm/src/test/resources/golden/vila-tiny");
    // Loads the engine as the service does.
    try (VisionEncoder encoder = VisionEncoder.load(ModelFolder.open(model));
        NDManager manager = NDManager.newBaseManager()) {
      Throwable failure = catchThrowable(() -> manager.zeros(new Shape(TOO_MANY)));

      assertThat(encoder.fingerprint()).isNotEmpty();
      assertThat(failure).isInstanceOf(EngineException.class);
      assertThat(Failure.of(failure)).as(failure.getMessage()).isEqualTo(Failure.OUT_OF_MEMORY);
    }
  }
}
