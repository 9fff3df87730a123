package dev.swath.standalone.bench;

import com.google.protobuf.ByteString;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import dev.swath.imagery.Png;
import dev.swath.lab.instruct.Instructions;
import dev.swath.lab.scenes.MadeUpPlaces;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Images of invented places, no two alike, of each of which a caption is asked. */
final class MadeUpObservations {

  private static final int ZOOM = 18;

  /** Twelve tiles at three dates each. */
  private static final int IMAGES_A_SCENE = 36;

  private MadeUpObservations() {}

  /** The adapter that answers, where the model has it; otherwise the base model does. */
  static String adapter(ModelFolder model) {
    return model.adapters().containsKey(BareLoop.ADAPTER) ? BareLoop.ADAPTER : "";
  }

  /**
   * @param count how many, each of another tile
   * @param size pixels a side
   * @param adapter that answers
   */
  static List<Observation> make(int count, int size, String adapter) {
    Task caption =
        Task.newBuilder()
            .setName("caption")
            .setKind(Kind.IMAGE)
            .setInstruction(Instructions.CAPTION)
            .setAdapter(adapter)
            .build();
    List<RgbImage> images = images(count, size);
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RgbImage image = images.get(i);
      byte[] png = Png.encode(image.width(), image.height(), image.rgb());
      observations.add(
          Observation.newBuilder()
              .setTile(ZOOM + "/" + (1000 + i) + "/1000")
              .setKind(Kind.IMAGE)
              .setAcquisition(Acquisition.newBuilder().setSceneId("bench").setAcquiredMs(1 + i))
              .addFrames(Frame.newBuilder().setPng(ByteString.copyFrom(png)))
              .addTasks(caption)
              .build());
    }
    return observations;
  }

  private static List<RgbImage> images(int count, int size) {
    var series = MadeUpPlaces.series(1 + count / IMAGES_A_SCENE, size);
    return Stream.of(series.train(), series.validation(), series.test())
        .flatMap(List::stream)
        .flatMap(place -> place.acquisitions().stream())
        .map(date -> date.image())
        .limit(count)
        .toList();
  }
}
