package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Examples with images that are drawn for them, and the models to tune on them. */
final class Drawn {

  /** The golden cases' small checkpoint: random weights. */
  static final Path TINY = Path.of("../vlm/src/test/resources/golden/vila-tiny");

  static final Path COMPACT = Path.of("../models/swath-compact");

  private static final int SIDE = 24;

  private Drawn() {}

  /** An image in memory, or the frames of a video. */
  record Picture(String name, List<RgbImage> images) implements Media {
    @Override
    public List<RgbImage> frames(int most) {
      return images.subList(0, Math.min(most, images.size()));
    }
  }

  static ModelFolder tiny() {
    return ModelFolder.open(TINY);
  }

  /** Half in one colour, half in another, at some angle: different for each seed. */
  static Picture picture(int seed) {
    return new Picture("picture " + seed, List.of(drawing(seed)));
  }

  private static RgbImage drawing(int seed) {
    Random random = new Random(seed);
    byte[][] colours = new byte[2][3];
    random.nextBytes(colours[0]);
    random.nextBytes(colours[1]);
    double angle = random.nextDouble() * Math.PI;
    byte[] rgb = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < SIDE * SIDE; i++) {
      double side =
          Math.cos(angle) * (i % SIDE - SIDE / 2.0) + Math.sin(angle) * (i / SIDE - SIDE / 2.0);
      System.arraycopy(colours[side > 0 ? 1 : 0], 0, rgb, 3 * i, 3);
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }

  static Example image(int seed, String instruction, String... answers) {
    Task task = answers.length > 1 ? Task.CAPTION : Task.QUESTION;
    return example(
        "image-" + seed, ImageKind.IMAGE, task, List.of(picture(seed)), instruction, answers);
  }

  static Example pair(int before, int after, String... captions) {
    return example(
        "pair-%d-%d".formatted(before, after),
        ImageKind.PAIR,
        Task.CHANGE_CAPTION,
        List.of(picture(before), picture(after)),
        "Please briefly describe the main changes.",
        captions);
  }

  static Example video(int seed, int frames, String answer) {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      images.add(drawing(1000 * seed + i));
    }
    return example(
        "video-" + seed,
        ImageKind.VIDEO,
        Task.VIDEO_CLASS,
        List.of(new Picture("video " + seed, images)),
        "What is the scene in this video?",
        answer);
  }

  static Example example(
      String id,
      ImageKind kind,
      Task task,
      List<? extends Media> media,
      String instruction,
      String... answers) {
    return new Example(
        id, kind, task, "", List.copyOf(media), instruction, List.of(answers), id, Split.TRAIN);
  }

  /** Some of every kind, prompts and answers of different lengths. */
  static List<Example> someOfAllKinds(int frames) {
    return List.of(
        image(1, "What is this?", "a road"),
        image(2, "What is the land use in this image?", "forest"),
        image(3, "Is there a river?", "no"),
        pair(4, 5, "a new building in the north", "something was built"),
        pair(6, 6, "nothing has changed"),
        video(7, frames, "harvesting"));
  }

  static TuneSettings settings(int epochs, int batch, int microBatch, double rate) {
    LoraAdapter lora =
        new LoraAdapter(8, 16, List.of("q_proj", "v_proj", "up_proj", "down_proj"), 0.1);
    return new TuneSettings(lora, rate, epochs, batch, microBatch, 0.03, 5, 2);
  }

  /** Tokens of examples without clues; the first reference of each. */
  static List<Lesson> lessons(LessonTokens tokens, List<Example> examples) {
    return new Lessons(Mixture.of(examples, List.of()), tokens, 1, 3).epoch(0);
  }
}
