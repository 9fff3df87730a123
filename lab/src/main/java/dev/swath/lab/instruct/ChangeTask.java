package dev.swath.lab.instruct;

import dev.swath.lab.data.CoverChange;
import dev.swath.vlm.ImageKind;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is asked of the change between two dates. */
enum ChangeTask {
  /** Whether there is one: as often yes as no. */
  IDENTIFY(Instructions.CHANGED, 0.5) {
    @Override
    String answer(CoverChange change) {
      return change.changed() ? "yes" : "no";
    }
  },
  /** What changed, as a sentence. There is more to learn from a change than from none. */
  CAPTION(Instructions.CHANGE_CAPTION, 0.7) {
    @Override
    String answer(CoverChange change) {
      return ChangeWords.caption(change);
    }
  },
  /**
   * Where it lies. In a caption that is a few words of many; asked by itself it is all that the
   * loss is about.
   */
  PLACE(Instructions.CHANGE_PLACE, 0.9) {
    @Override
    String answer(CoverChange change) {
      return ChangeWords.place(change);
    }
  };

  private final String instruction;
  private final double changes;

  ChangeTask(String instruction, double changes) {
    this.instruction = instruction;
    this.changes = changes;
  }

  abstract String answer(CoverChange change);

  /** Two of five ask what, two where, one whether. */
  static ChangeTask random(RandomGenerator random) {
    int draw = random.nextInt(5);
    return draw == 0 ? IDENTIFY : draw < 3 ? CAPTION : PLACE;
  }

  /** The share of changed pairs that it is asked of. */
  double changes() {
    return changes;
  }

  /** The task on a pair, fused. */
  Sample sample(List<Sample.Pixels> views, CoverChange change) {
    return new Sample(ImageKind.PAIR, true, views, instruction, false, answer(change));
  }
}
