package dev.swath.lab.instruct;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.Augmentation.Part;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.data.SceneClasses;
import dev.swath.lab.data.SceneClasses.Meaning;
import dev.swath.vlm.ImageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Instructions on the images of a dataset of classes. */
public final class ClassSamples {

  private final ImageClasses data;
  private final SceneClasses words;
  private final Augmentation augmentation;
  private final double mixed;
  private final int size;

  /**
   * @param mixed how many of the views whose class is asked for have a part of another image
   * @param size the encoder's input, pixels a side
   */
  public ClassSamples(
      ImageClasses data, SceneClasses words, Augmentation augmentation, double mixed, int size) {
    this.data = data;
    this.words = words;
    this.augmentation = augmentation;
    this.mixed = mixed;
    this.size = size;
  }

  /** A general description: what the base model learns. */
  public Sample description(RandomGenerator random) {
    long phrases = random.nextLong();
    return perhapsMixed(
        ImageKind.IMAGE.clueQuestion(),
        true,
        label -> describe(label, new SplittableRandom(phrases)),
        random);
  }

  /** One of the instructions that the adapter learns. */
  public Sample instruction(RandomGenerator random) {
    int task = random.nextInt(20);
    if (task < 9) {
      return landUse(random);
    }
    if (task < 12) {
      long phrases = random.nextLong();
      return perhapsMixed(
          Instructions.CAPTION,
          false,
          label -> caption(meaning(label), new SplittableRandom(phrases)),
          random);
    }
    LabelledImage image = pick(random);
    Sample.Pixels pixels = view(image, random);
    Meaning meaning = meaning(image.label());
    if (task < 14 && !meaning.setting().isEmpty()) {
      return sample(pixels, Instructions.SETTING, meaning.setting());
    }
    return presence(pixels, meaning, random);
  }

  /** The question for the class. */
  public Sample landUse(RandomGenerator random) {
    return perhapsMixed(Instructions.LAND_USE, false, label -> meaning(label).label(), random);
  }

  private Meaning meaning(int label) {
    return words.meaning(data, label);
  }

  private Sample presence(Sample.Pixels pixels, Meaning meaning, RandomGenerator random) {
    boolean yes = random.nextBoolean() && !meaning.present().isEmpty();
    List<String> concepts = yes ? meaning.present() : absent(meaning);
    String concept = concepts.get(random.nextInt(concepts.size()));
    return sample(pixels, question(concept), yes ? "yes" : "no");
  }

  /** The presence question for a concept. */
  public String question(String concept) {
    String name = words.concepts().get(concept);
    boolean plural = name.endsWith("s") && !name.startsWith("a ") && !name.startsWith("an ");
    return Instructions.presence(name, plural);
  }

  /** The concepts that are on none of a class's images. */
  public List<String> absent(Meaning meaning) {
    List<String> absent = new ArrayList<>(words.concepts().keySet());
    absent.removeAll(meaning.present());
    absent.removeAll(meaning.maybe());
    return absent;
  }

  /** A video: the image seen through a window that moves over it. */
  public Sample video(int frames, boolean clue, RandomGenerator random) {
    LabelledImage image = pick(random);
    List<Sample.Pixels> pixels = new ArrayList<>();
    for (Crop window : Flight.over(image.image().width(), frames, random).windows()) {
      pixels.add((batch, at) -> Augmentation.plain(image.image(), window, size, batch, at));
    }
    Meaning meaning = meaning(image.label());
    return new Sample(
        ImageKind.VIDEO,
        false,
        pixels,
        clue ? ImageKind.VIDEO.clueQuestion() : Instructions.VIDEO,
        clue,
        clue ? "The video shows " + any(meaning.scenes(), random) + "." : meaning.label());
  }

  private static Sample sample(Sample.Pixels pixels, String instruction, String answer) {
    return new Sample(ImageKind.IMAGE, false, List.of(pixels), instruction, false, answer);
  }

  /** "The image shows a river. The water is wide and dark. There is open water." */
  private String describe(int label, RandomGenerator random) {
    Meaning meaning = meaning(label);
    StringBuilder text =
        new StringBuilder("The image shows " + any(meaning.scenes(), random) + ".");
    text.append(' ').append(any(meaning.details(), random));
    if (!meaning.present().isEmpty()) {
      List<String> seen = meaning.present().stream().map(words.concepts()::get).toList();
      text.append(" It contains ").append(String.join(" and ", seen)).append('.');
    }
    return text.toString();
  }

  private String caption(Meaning meaning, RandomGenerator random) {
    String scene = any(meaning.scenes(), random);
    String detail = any(meaning.details(), random);
    return "This is an aerial image of %s. %s".formatted(scene, detail);
  }

  private LabelledImage pick(RandomGenerator random) {
    return data.train().get(random.nextInt(data.train().size()));
  }

  /**
   * Asks for the class of a view of an image, now and then with a part of another in it. By the
   * labels, the class of either is answered, as likely as its share of the area; who has seen the
   * view may decide better. The encoder knows its training images so well that answers learnt on
   * them alone would be too sure of themselves on others.
   */
  private Sample perhapsMixed(
      String instruction, boolean clue, IntFunction<String> answers, RandomGenerator random) {
    LabelledImage image = pick(random);
    Sample.Pixels whole = view(image, random);
    if (random.nextDouble() >= mixed) {
      String answer = answers.apply(image.label());
      return new Sample(ImageKind.IMAGE, false, List.of(whole), instruction, clue, answer);
    }
    LabelledImage other = pick(random);
    Part part = Part.random(size, random);
    long seed = random.nextLong();
    Sample.Pixels both =
        (batch, at) -> {
          whole.write(batch, at);
          augmentation.writePart(other.image(), part, size, new SplittableRandom(seed), batch, at);
        };
    double draw = random.nextDouble();
    int label = draw < part.share(size) ? other.label() : image.label();
    return new Sample(
        ImageKind.IMAGE,
        false,
        List.of(both),
        instruction,
        clue,
        answers.apply(label),
        Optional.of(new Undecided(data, draw, answers)));
  }

  private Sample.Pixels view(LabelledImage image, RandomGenerator random) {
    Crop crop = Crop.random(image.image().width(), augmentation.smallestCrop(), random);
    long seed = random.nextLong();
    return (batch, at) ->
        augmentation.write(image.image(), crop, size, new SplittableRandom(seed), batch, at);
  }

  private static String any(List<String> texts, RandomGenerator random) {
    return texts.get(random.nextInt(texts.size()));
  }

  /** Every text that these samples can hold, for the tokenizer. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, Meaning> entry : words.datasets().get(data.name()).entrySet()) {
      Meaning meaning = entry.getValue();
      texts.add(" " + meaning.label());
      for (String scene : meaning.scenes()) {
        texts.add(" The image shows " + scene + ". The video shows " + scene + ".");
        texts.add(" This is an aerial image of " + scene + ".");
      }
      meaning.details().forEach(detail -> texts.add(" " + detail));
    }
    texts.add(" " + Instructions.SETTING);
    texts.add(" rural");
    texts.add(" urban");
    words.concepts().keySet().forEach(concept -> texts.add(" " + question(concept)));
    words
        .concepts()
        .values()
        .forEach(name -> texts.add(" It contains " + name + " and " + name + "."));
    return texts;
  }
}
