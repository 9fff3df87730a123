package dev.swath.lab.dataset.layout;

import dev.swath.imagery.SceneException;
import dev.swath.imagery.VideoFrames;
import dev.swath.lab.dataset.Media;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** An MP4 video of a folder or zip. */
record VideoFile(Path path) implements Media {

  /** More than any published encoder's input, so that scaling down here costs nothing. */
  private static final int MAX_SIDE_PX = 768;

  @Override
  public String name() {
    return DataRoot.display(path);
  }

  @Override
  public List<RgbImage> frames(int most) throws IOException {
    if (path.getFileSystem() == FileSystems.getDefault()) {
      return decode(path, most);
    }
    // FFmpeg reads files, not entries of an archive.
    Path copy = Files.createTempFile("swath-video", ".mp4");
    try {
      Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
      return decode(copy, most);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private List<RgbImage> decode(Path file, int most) throws IOException {
    try {
      List<RgbImage> frames = new ArrayList<>();
      for (byte[] png : VideoFrames.read(file, name(), most, MAX_SIDE_PX)) {
        frames.add(RgbImage.decode(png));
      }
      return frames;
    } catch (SceneException e) {
      throw new IOException(e.getMessage());
    }
  }
}
