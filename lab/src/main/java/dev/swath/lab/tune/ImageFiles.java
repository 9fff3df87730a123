package dev.swath.lab.tune;

import dev.swath.lab.dataset.Media;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An image file, or the frames of a video as several. */
record ImageFiles(List<Path> files) implements Media {

  ImageFiles {
    files = List.copyOf(files);
  }

  @Override
  public String name() {
    return files.size() == 1
        ? files.get(0).toString()
        : files.get(0) + " to " + files.get(files.size() - 1).getFileName();
  }

  @Override
  public List<RgbImage> frames(int most) throws IOException {
    int count = Math.min(most, files.size());
    List<RgbImage> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = files.get(count == 1 ? 0 : (int) ((long) i * (files.size() - 1) / (count - 1)));
      try {
        frames.add(RgbImage.decode(Files.readAllBytes(file)));
      } catch (NoSuchFileException e) {
        throw new IOException(file + " does not exist");
      } catch (IOException e) {
        throw new IOException(file + ": " + e.getMessage());
      }
    }
    return frames;
  }
}
