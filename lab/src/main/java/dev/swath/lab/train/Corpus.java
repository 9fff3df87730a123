package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.SceneClasses;
import dev.swath.lab.data.Splits;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.instruct.ClassSamples;
import dev.swath.lab.instruct.CoverSamples;
import dev.swath.lab.instruct.GeneratedPairs;
import dev.swath.lab.instruct.Instructions;
import dev.swath.lab.instruct.Mixture;
import dev.swath.lab.instruct.Mixture.Kind;
import dev.swath.lab.instruct.Mixture.Weighted;
import dev.swath.lab.scenes.MadeUpPlaces;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.PromptTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The data that the compact model may learn from, and the mixtures of each stage.
 *
 * @param eurosat EuroSAT, 64 pixels
 * @param ucm UC Merced, 128 pixels to crop from
 * @param series dates of real places, Landsat and NAIP, and of made-up ones
 */
public record Corpus(
    ImageClasses eurosat, ImageClasses ucm, List<TileSeries> series, SceneClasses words) {

  private static final int TILE_PIXELS = 96;
  private static final int MADE_UP_SCENES = 160;
  private static final int VIDEO_FRAMES = 8;
  private static final int VIDEOS = 12;
  private static final int IMAGES = 64;
  private static final int PAIRS = 56;

  private static final Augmentation EUROSAT = new Augmentation(0.8, 0.1);
  private static final Augmentation UCM = new Augmentation(0.5, 0.1, 0.5, 0.1);

  /**
   * Reads everything below a folder: {@code eurosat.zip}, {@code ucm.zip}, {@code scenes/landsat},
   * {@code scenes/naip}.
   */
  public static Corpus read(Path folder) throws IOException {
    for (String part : List.of("eurosat.zip", "ucm.zip", "scenes/landsat", "scenes/naip")) {
      if (!Files.exists(folder.resolve(part))) {
        throw new IOException(
            folder.resolve(part) + " does not exist; name the folder of the data with --data");
      }
    }
    int size = CompactModel.CONFIG.vision().imageSize();
    return new Corpus(
        ImageClasses.read("EuroSAT", folder.resolve("eurosat.zip"), Splits::byHash, size),
        ImageClasses.read("UC Merced", folder.resolve("ucm.zip"), Splits::ucMerced, 2 * size),
        List.of(
            TileSeries.read(
                "Landsat",
                TileSeries.Sensor.LANDSAT,
                folder.resolve("scenes/landsat"),
                TILE_PIXELS),
            TileSeries.read(
                "NAIP", TileSeries.Sensor.NAIP, folder.resolve("scenes/naip"), TILE_PIXELS),
            MadeUpPlaces.series(MADE_UP_SCENES, TILE_PIXELS)),
        SceneClasses.load());
  }

  /** The labelled images of a batch of the encoder's training. */
  LabelledBatches labelledBatches() {
    return new LabelledBatches(
        List.of(
            new LabelledBatches.Share(eurosat, 64, EUROSAT, 0.25, 0),
            new LabelledBatches.Share(ucm, 56, UCM, 0.8, 1)),
        size());
  }

  /** The places with known cover in a batch of the encoder's training. */
  public List<EncoderTrainer.Covers> encoderCovers() {
    int[] perBatch = {5, 10, 5};
    return IntStream.range(0, series.size())
        .mapToObj(i -> new EncoderTrainer.Covers(series.get(i), perBatch[i]))
        .toList();
  }

  private ClassSamples eurosatSamples() {
    return new ClassSamples(eurosat, words, EUROSAT, 0.3, size());
  }

  private ClassSamples ucmSamples() {
    return new ClassSamples(ucm, words, UCM, 0.5, size());
  }

  public GeneratedPairs generatedPairs() {
    return new GeneratedPairs(eurosat, size());
  }

  /**
   * What the base model learns: general descriptions, which are the clues, and the instructions
   * too. An adapter changes the layers but not the embeddings: a word that the base has never had
   * to say, such as "rural", would stay hard to say.
   */
  public Mixture baseMixture() {
    ClassSamples first = eurosatSamples();
    ClassSamples second = ucmSamples();
    GeneratedPairs generated = generatedPairs();
    List<Weighted> images = new ArrayList<>();
    images.add(new Weighted(6, first::description));
    images.add(new Weighted(4, second::description));
    images.add(new Weighted(8, first::instruction));
    images.add(new Weighted(6, second::instruction));
    List<Weighted> clues = new ArrayList<>();
    clues.add(new Weighted(2, generated::changeClue));
    List<Weighted> fused = new ArrayList<>();
    fused.add(new Weighted(2, generated::changeInstruction));
    for (TileSeries place : series) {
      CoverSamples samples = new CoverSamples(place, size());
      images.add(new Weighted(1.5, random -> samples.description(true, random)));
      images.add(new Weighted(1, samples::question));
      clues.add(new Weighted(1, samples::changeClue));
      fused.add(new Weighted(1, samples::changeInstruction));
    }
    return new Mixture(
        List.of(
            new Kind(9, IMAGES, images),
            new Kind(2, PAIRS, clues),
            new Kind(6, PAIRS, fused),
            new Kind(0.7, VIDEOS, videos(true, first, second)),
            new Kind(0.5, VIDEOS, videos(false, first, second))));
  }

  /** What the adapter learns: the instructions of the services. */
  public Mixture instructions() {
    return instructions(EnumSet.allOf(ImageKind.class), true);
  }

  /**
   * Part of what the adapter learns, for ablations.
   *
   * @param fused whether a pair comes through the change module, or as two images
   */
  public Mixture instructions(Set<ImageKind> kinds, boolean fused) {
    ClassSamples first = eurosatSamples();
    ClassSamples second = ucmSamples();
    GeneratedPairs generated = generatedPairs();
    List<Weighted> images = new ArrayList<>();
    images.add(new Weighted(16, first::instruction));
    images.add(new Weighted(20, first::landUse));
    images.add(new Weighted(8, second::instruction));
    List<Weighted> pairs = new ArrayList<>();
    pairs.add(pair(generated::changeInstruction, fused));
    for (TileSeries place : series) {
      CoverSamples samples = new CoverSamples(place, size());
      images.add(new Weighted(0.4, random -> samples.description(false, random)));
      images.add(new Weighted(2, samples::question));
      pairs.add(pair(samples::changeInstruction, fused));
    }
    Map<ImageKind, Kind> all = new EnumMap<>(ImageKind.class);
    all.put(ImageKind.IMAGE, new Kind(7, IMAGES, images));
    all.put(ImageKind.PAIR, new Kind(3.5, PAIRS, pairs));
    all.put(ImageKind.VIDEO, new Kind(1.2, VIDEOS, videos(false, first, second)));
    all.keySet().retainAll(kinds);
    return new Mixture(List.copyOf(all.values()));
  }

  private static Weighted pair(Mixture.Maker maker, boolean fused) {
    return new Weighted(1, fused ? maker : random -> maker.make(random).asTwoImages());
  }

  private static List<Weighted> videos(boolean clue, ClassSamples... datasets) {
    List<Weighted> videos = new ArrayList<>();
    for (ClassSamples samples : datasets) {
      videos.add(new Weighted(1, random -> samples.video(VIDEO_FRAMES, clue, random)));
    }
    return videos;
  }

  /** Every text of prompts and answers with a count, for the tokenizer. */
  public Map<String, Integer> texts() {
    Map<String, Integer> texts = new LinkedHashMap<>();
    PromptTemplate template = PromptTemplate.vicunaV1();
    for (ImageKind kind : ImageKind.values()) {
      for (String instruction :
          List.of(
              Instructions.CAPTION,
              Instructions.LAND_USE,
              Instructions.CHANGED,
              Instructions.CHANGE_CAPTION,
              Instructions.CHANGE_PLACE,
              Instructions.SETTING,
              Instructions.VIDEO)) {
        add(texts, template.answer(kind, 1, instruction, Optional.of("The image shows")), 40);
      }
      add(texts, template.clue(kind, 2), 40);
    }
    List<String> answers = new ArrayList<>(CoverSamples.texts());
    answers.addAll(eurosatSamples().texts());
    answers.addAll(ucmSamples().texts());
    answers.add(" yes");
    answers.add(" no");
    answers.forEach(text -> texts.merge(text, 10, Integer::sum));
    return texts;
  }

  private static void add(Map<String, Integer> texts, Prompt prompt, int count) {
    texts.merge(prompt.display(), count, Integer::sum);
  }

  private static int size() {
    return CompactModel.CONFIG.vision().imageSize();
  }
}
