package dev.swath.vlm.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Starts the PyTorch engine once, so that a user need not set anything. */
public final class Torch {

  private static final Engine ENGINE = start();

  private static volatile boolean halfOnCpu;

  private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(() -> false);

  private Torch() {}

  /** The GPU if the engine sees one, the CPU otherwise. */
  public static Device device() {
    return ENGINE.getGpuCount() > 0 ? Device.gpu() : Device.cpu();
  }

  /**
   * Whether to compute in bf16: on a GPU, and on a CPU that was found to have instructions for it.
   * Others are a hundred times slower in it.
   */
  public static boolean half() {
    return device().isGpu() || halfOnCpu;
  }

  /**
   * Computes in bf16 on the CPU too, or no longer. For the whole process, and before the first
   * network is loaded: one that is loaded keeps its type.
   */
  public static void setHalfOnCpu(boolean half) {
    halfOnCpu = half;
  }

  /** The version of libtorch. */
  public static String version() {
    return ENGINE.getVersion();
  }

  /** Whether libtorch was built with oneDNN, whose operators a text may then name. */
  static boolean hasOneDnn() {
    return JniUtils.getFeatures().contains("MKLDNN");
  }

  /** How many threads one operator uses on the CPU. */
  public static int threads() {
    return compute(Device.cpu(), JniUtils::getNumThreads);
  }

  /** How many threads one operator may use on the CPU, for the whole process. */
  public static void setThreads(int threads) {
    compute(
        Device.cpu(),
        () -> {
          JniUtils.setNumThreads(threads);
          return threads;
        });
  }

  static PtNDManager newManager(Device device) {
    return (PtNDManager) ENGINE.newBaseManager(device);
  }

  /**
   * What DJL's native libraries must know before the first of them is loaded: not to look for newer
   * ones on the network, and where to unpack if the home folder cannot be written.
   */
  public static void prepare() {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    if (System.getenv("DJL_CACHE_DIR") == null
        && !Files.isWritable(Path.of(System.getProperty("user.home")))) {
      setIfAbsent("DJL_CACHE_DIR", Path.of(System.getProperty("java.io.tmpdir"), "djl").toString());
    }
  }

  private static Engine start() {
    prepare();
    return Engine.getEngine("PyTorch");
  }

  /**
   * Makes a call of a network: on a GPU from the thread that asks for it, on the CPU from the one
   * thread that computes there.
   */
  static <T> T compute(Device device, Supplier<T> call) {
    Supplier<T> prepared =
        () -> {
          prepareThread();
          return call.get();
        };
    return NetworkCalls.ALL.make(
        () -> device.isGpu() ? prepared.get() : ComputeThread.run(prepared));
  }

  /**
   * Makes a thread run networks as they are written; must come before a thread's first call. Shapes
   * change with every request, and profiling each of them costs more than it gains; nor is every
   * change that the optimizer makes to a network harmless. libtorch keeps this setting by thread.
   */
  private static void prepareThread() {
    if (!PREPARED.get()) {
      JniUtils.setGraphExecutorOptimize(false);
      PREPARED.set(true);
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
