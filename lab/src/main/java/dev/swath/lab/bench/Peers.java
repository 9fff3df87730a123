package dev.swath.lab.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The other engines that Swath is measured against, in processes of their own. Their module is
 * {@code bench-peers}; nothing else has them on its class path.
 *
 * @param classPath of their processes
 * @param jlamaSource the source of what runs Jlama
 * @param jdk the JDK for Jlama, if one was named
 */
public record Peers(String classPath, Path jlamaSource, Optional<Path> jdk) {

  /** Jlama's classes are Java 20's. */
  private static final int JLAMA_JAVA = 20;

  /** The first Java where what Jlama needs is no preview any more. */
  private static final int NO_PREVIEW = 22;

  /**
   * Those of a checkout.
   *
   * @throws PeerException if they are not built
   */
  static Peers of(Path home, Optional<Path> jdk) throws PeerException {
    Path module = home.resolve("bench-peers");
    Path libraries = module.resolve("target/lib");
    if (!Files.isDirectory(libraries)) {
      throw new PeerException(
          "there is no %s; 'mvn -DskipTests package' builds it".formatted(libraries));
    }
    return new Peers(
        module.resolve("target/classes") + File.pathSeparator + libraries.resolve("*"),
        module.resolve("src/main/jlama/JlamaPeer.java"),
        jdk);
  }

  /** The JDK that runs Jlama. */
  Jdk jlamaJdk() throws PeerException {
    if (jdk.isPresent()) {
      Path home = jdk.get();
      return Jdk.at(home)
          .filter(found -> found.is(JLAMA_JAVA))
          .orElseThrow(
              () ->
                  new PeerException(
                      "Jlama needs a JDK %d or later; %s is none".formatted(JLAMA_JAVA, home)));
    }
    return Jdk.find(JLAMA_JAVA)
        .orElseThrow(
            () ->
                new PeerException(
                    "Jlama needs a JDK %d or later, and none was found; --peer-java names one"
                        .formatted(JLAMA_JAVA)));
  }

  /**
   * The command that runs Jlama.
   *
   * @param panama whether Jlama is to compute in Java, not by its native library
   */
  List<String> jlama(Jdk jdk, boolean panama, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    if (!jdk.is(NO_PREVIEW)) {
      command.addAll(
          List.of("--enable-preview", "--source", Integer.toString(jdk.version().feature())));
    }
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            // As Jlama's own starter does.
            "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
            "-Djlama.force_panama_tensor_operations=" + panama,
            jlamaSource.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command that runs ONNX Runtime. */
  List<String> onnxRuntime(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("dev.swath.peers.OnnxPeer");
    command.addAll(List.of(arguments));
    return command;
  }
}
