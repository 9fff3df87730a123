package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.train.NetworkFlops;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.VisionEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * The frozen encoder's feature maps of examples. Those of the first media are kept in memory up to
 * a limit; the others are computed each time they are asked for.
 */
final class FeatureStore implements AutoCloseable {

  /** What is kept at most: a quarter of the heap. */
  static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 4;

  /** Images that are encoded together: a single one leaves most of a machine idle. */
  private static final int BATCH = 16;

  private record Key(String media, int frames) {}

  private final VisionEncoder encoder;
  private final ChangeExtractor change;
  private final ModelConfig config;
  private final long mostBytes;
  private final Map<Key, List<FeatureMap>> kept = new HashMap<>();
  private final DoubleAdder flops = new DoubleAdder();
  private long bytes;

  private FeatureStore(
      VisionEncoder encoder, ChangeExtractor change, ModelConfig config, long mostBytes) {
    this.encoder = encoder;
    this.change = change;
    this.config = config;
    this.mostBytes = mostBytes;
  }

  /**
   * Loads the encoder, and the change module if it is needed: a plain VILA has none.
   *
   * @throws dev.swath.vlm.weights.WeightsException if a weight is missing or has another shape
   */
  static FeatureStore open(ModelFolder model, boolean fused, long mostBytes) {
    VisionEncoder encoder = VisionEncoder.load(model);
    try {
      ChangeExtractor change = fused ? ChangeExtractor.load(model) : null;
      return new FeatureStore(encoder, change, model.config(), mostBytes);
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /**
   * Encodes what is not known yet of some examples, many images at a time, as far as there is room
   * to keep it; the rest is encoded when it is asked for.
   *
   * @throws IOException naming the example and the file, if one cannot be read
   */
  synchronized void prepare(List<Example> examples) throws IOException {
    Map<Key, List<RgbImage>> batch = new LinkedHashMap<>();
    for (Example example : examples) {
      for (Media media : example.media()) {
        Key key = key(example, media);
        if (!kept.containsKey(key) && !batch.containsKey(key) && hasRoom(batch, key)) {
          batch.put(key, read(example, media, key.frames()));
        }
        if (images(batch) >= BATCH) {
          encode(batch);
        }
      }
    }
    encode(batch);
  }

  private boolean hasRoom(Map<Key, List<RgbImage>> batch, Key more) {
    ModelConfig.Vision vision = config.vision();
    long map = 4L * vision.tokens() * vision.width();
    return bytes + map * (images(batch) + more.frames()) <= mostBytes;
  }

  private static int images(Map<Key, List<RgbImage>> batch) {
    return batch.values().stream().mapToInt(List::size).sum();
  }

  private void encode(Map<Key, List<RgbImage>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Iterator<FeatureMap> features =
        encode(batch.values().stream().flatMap(List::stream).toList()).iterator();
    batch.forEach(
        (key, images) -> keep(key, images.stream().map(image -> features.next()).toList()));
    batch.clear();
  }

  private List<FeatureMap> encode(List<RgbImage> images) {
    flops.add(NetworkFlops.siglip(config.vision(), images.size(), config.vision().tokens()));
    return encoder.encode(images);
  }

  private void keep(Key key, List<FeatureMap> features) {
    long size = features.stream().mapToLong(map -> 4L * map.values().length).sum();
    if (bytes + size <= mostBytes) {
      bytes += size;
      kept.put(key, features);
    }
  }

  /**
   * One feature map an image or frame: two of a pair.
   *
   * @throws IOException naming the example and the file, if it cannot be read
   */
  List<FeatureMap> frames(Example example) throws IOException {
    List<FeatureMap> frames = new ArrayList<>();
    for (Media media : example.media()) {
      frames.addAll(features(example, media));
    }
    return frames;
  }

  /** What the answering prompt shows: the change features of a pair, else {@link #frames}. */
  List<FeatureMap> shown(Example example) throws IOException {
    List<FeatureMap> frames = frames(example);
    if (example.kind() != ImageKind.PAIR) {
      return frames;
    }
    flops.add(NetworkFlops.change(config, 1));
    return change.fuse(frames.subList(0, 1), frames.subList(1, 2));
  }

  /** Floating point operations of what has been computed so far; what was kept costs nothing. */
  double flops() {
    return flops.sum();
  }

  /** How many images the answering prompt shows. */
  int shownImages(Example example) {
    return example.kind() == ImageKind.VIDEO ? config.videoFrames() : 1;
  }

  private synchronized List<FeatureMap> features(Example example, Media media) throws IOException {
    Key key = key(example, media);
    List<FeatureMap> known = kept.get(key);
    if (known != null) {
      return known;
    }
    List<FeatureMap> features = encode(read(example, media, key.frames()));
    keep(key, features);
    return features;
  }

  private Key key(Example example, Media media) {
    return new Key(media.name(), shownImages(example));
  }

  private static List<RgbImage> read(Example example, Media media, int most) throws IOException {
    try {
      return media.frames(most);
    } catch (IOException e) {
      throw new IOException(
          "example %s: cannot read %s: %s".formatted(example.id(), media.name(), e.getMessage()));
    }
  }

  @Override
  public void close() {
    encoder.close();
    if (change != null) {
      change.close();
    }
  }
}
