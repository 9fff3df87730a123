package dev.swath.lab.dataset;

import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.util.List;

/** One image or video of an example; it is read when it is asked for. */
public interface Media {

  /** The file, or the place within an archive, as a user would look for it. */
  String name();

  /**
   * Reads it.
   *
   * @param most frames wanted of a video, evenly spread; an image is one frame whatever is wanted
   * @throws IOException naming the file, if it cannot be read or decoded
   */
  List<RgbImage> frames(int most) throws IOException;
}
