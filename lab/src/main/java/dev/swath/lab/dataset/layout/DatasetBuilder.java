package dev.swath.lab.dataset.layout;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Dataset.BrokenRecord;
import dev.swath.lab.dataset.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the examples of a dataset, and the records that had to be skipped. */
final class DatasetBuilder {

  private final Source source;
  private final List<Example> examples = new ArrayList<>();
  private final List<BrokenRecord> broken = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Map<String, String> texts = new HashMap<>();
  private List<String> classes = List.of();

  DatasetBuilder(Source source) {
    this.source = source;
  }

  /** Turns one record into examples. */
  @FunctionalInterface
  interface Body {
    void read() throws IOException, BadRecordException;
  }

  Source source() {
    return source;
  }

  /** Runs the body; what it finds wrong with the record is kept with the place of the record. */
  void record(Path file, long line, Body body) throws IOException {
    source.progress().run();
    try {
      body.read();
    } catch (BadRecordException e) {
      broken.add(new BrokenRecord(DataRoot.display(file), line, e.getMessage()));
    }
  }

  void add(Example example) throws BadRecordException {
    if (!ids.add(example.id())) {
      throw new BadRecordException("the id '" + example.id() + "' is there twice");
    }
    examples.add(example);
  }

  /** The same text as one object: datasets of questions repeat few texts a million times. */
  String shared(String text) {
    return texts.computeIfAbsent(text, t -> t);
  }

  void classes(List<String> names) {
    classes = names;
  }

  Dataset build(String layout) {
    return new Dataset(source.name(), layout, classes, examples, broken);
  }
}
