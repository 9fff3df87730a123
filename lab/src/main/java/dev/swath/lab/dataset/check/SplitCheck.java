package dev.swath.lab.dataset.check;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Dataset.BrokenRecord;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What training would see of what is held out for validation or test.
 *
 * @param groups groups, and images or videos, that are on the training side and on another; of all
 *     datasets together, for one file may be in several
 * @param repeats training images that nearly repeat a held-out one
 * @param unreadable images and videos that could not be decoded
 */
public record SplitCheck(List<String> groups, List<Repeat> repeats, List<BrokenRecord> unreadable) {

  /** A training image and the held-out one that it is most like. */
  public record Repeat(String training, String heldOut, double correlation) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s is like %s (%.3f)", training, heldOut, correlation);
    }
  }

  public SplitCheck {
    groups = List.copyOf(groups);
    repeats = List.copyOf(repeats);
    unreadable = List.copyOf(unreadable);
  }

  /** Checks groups and files by name only, without reading an image. */
  public static SplitCheck ofNames(List<Dataset> datasets) {
    return new SplitCheck(groupsOnBothSides(datasets), List.of(), List.of());
  }

  /**
   * Checks names, and decodes each image and each video's first frame to look for near-duplicates.
   *
   * @param progress called once an image or video
   */
  public static SplitCheck of(List<Dataset> datasets, double threshold, Runnable progress) {
    Map<String, Media> training = media(datasets, EnumSet.of(Split.TRAIN));
    Map<String, Media> heldOut = media(datasets, EnumSet.of(Split.VALIDATION, Split.TEST));
    heldOut.keySet().removeAll(training.keySet()); // found by name already
    List<BrokenRecord> unreadable = new ArrayList<>();
    Map<String, Thumbnail> first = thumbnails(training, unreadable, progress);
    Map<String, Thumbnail> second = thumbnails(heldOut, unreadable, progress);
    List<String> trainingNames = List.copyOf(first.keySet());
    List<String> heldOutNames = List.copyOf(second.keySet());
    Map<Integer, Repeat> repeats = new LinkedHashMap<>();
    for (NearDuplicates.Pair pair :
        NearDuplicates.find(List.copyOf(first.values()), List.copyOf(second.values()), threshold)) {
      repeats.putIfAbsent(
          pair.first(),
          new Repeat(
              trainingNames.get(pair.first()),
              heldOutNames.get(pair.second()),
              pair.correlation()));
    }
    return new SplitCheck(groupsOnBothSides(datasets), List.copyOf(repeats.values()), unreadable);
  }

  /** How many images and videos {@link #of} reads. */
  public static int size(List<Dataset> datasets) {
    return media(datasets, EnumSet.allOf(Split.class)).size();
  }

  private static List<String> groupsOnBothSides(List<Dataset> datasets) {
    Map<String, Set<Split>> sides = new LinkedHashMap<>();
    for (Dataset dataset : datasets) {
      for (Example example : dataset.examples()) {
        add(sides, "group " + example.group() + " of " + dataset.name(), example.split());
        example.media().forEach(media -> add(sides, media.name(), example.split()));
      }
    }
    return sides.entrySet().stream()
        .filter(side -> side.getValue().contains(Split.TRAIN) && side.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void add(Map<String, Set<Split>> sides, String name, Split split) {
    sides.computeIfAbsent(name, n -> EnumSet.noneOf(Split.class)).add(split);
  }

  private static Map<String, Media> media(List<Dataset> datasets, Set<Split> splits) {
    Map<String, Media> media = new LinkedHashMap<>();
    for (Dataset dataset : datasets) {
      for (Example example : dataset.examples()) {
        if (splits.contains(example.split())) {
          example.media().forEach(one -> media.put(one.name(), one));
        }
      }
    }
    return media;
  }

  private static Map<String, Thumbnail> thumbnails(
      Map<String, Media> media, List<BrokenRecord> unreadable, Runnable progress) {
    Map<String, Thumbnail> thumbnails = new LinkedHashMap<>();
    for (Media one : media.values()) {
      progress.run();
      try {
        thumbnails.put(one.name(), Thumbnail.of(one.frames(1).get(0)));
      } catch (IOException e) {
        unreadable.add(new BrokenRecord(one.name(), 0, e.getMessage()));
      }
    }
    return thumbnails;
  }
}
