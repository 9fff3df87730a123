package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Captions of few different words, so that they have much in common. */
final class RandomCaptions {

  private final Random random;
  private final int vocabulary;

  RandomCaptions(long seed, int vocabulary) {
    random = new Random(seed);
    this.vocabulary = vocabulary;
  }

  /** Words such as "w3". */
  List<String> words(int least, int most) {
    int count = least + random.nextInt(most - least + 1);
    return IntStream.range(0, count).mapToObj(i -> "w" + random.nextInt(vocabulary)).toList();
  }

  Caption caption() {
    List<List<String>> references = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      references.add(words(1, 12));
    }
    return new Caption(words(0, 12), references);
  }

  List<Caption> captions(int count) {
    return IntStream.range(0, count).mapToObj(i -> caption()).toList();
  }
}
