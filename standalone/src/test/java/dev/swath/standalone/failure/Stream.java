package dev.swath.standalone.failure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Scenes, how they are answered, and what is to come of them.
 *
 * @param folder of all that the tests store
 * @param properties of the services
 * @param expected the ids of the answers, and which scenes each is about
 */
record Stream(
    Path folder,
    Scenes scenes,
    Path model,
    Map<String, String> properties,
    Map<String, List<String>> expected) {

  private static final Path MODEL = Path.of("../models/swath-compact").toAbsolutePath().normalize();

  /** More than any test publishes. */
  private static final int PASSES = 32;

  private static Stream shared;

  /** The stream of all tests: made, and run once undisturbed, when the first one asks for it. */
  static synchronized Stream shared() throws IOException, InterruptedException {
    if (shared == null) {
      shared = make(ReliabilityPage.newFolder());
    }
    return shared;
  }

  private static Stream make(Path folder) throws IOException, InterruptedException {
    Scenes scenes = Scenes.make(folder.resolve("scenes"), PASSES);
    Map<String, String> properties =
        Map.of("swath.ingest.allowed-roots", folder.toString(), "swath.decoding.cache", "64MB");
    return new Stream(
        folder,
        scenes,
        MODEL,
        properties,
        Undisturbed.answers(folder.resolve("undisturbed"), scenes, MODEL, properties));
  }
}
