package dev.swath.lab.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor seconds: what work costs, however many threads it has and whatever else the machine
 * does. From {@code /proc}, so on Linux only.
 */
final class CpuTime {

  /** The kernel tells them in hundredths of a second on every platform that Java runs on. */
  private static final double TICKS = 100;

  private static final Path STATUS = Path.of("/proc/self/stat");

  /** Where cutime and cstime lie behind the name of the program, see proc(5). */
  private static final int CHILDREN = 13;

  private CpuTime() {}

  static boolean isKnown() {
    return Files.isReadable(STATUS);
  }

  /** Of all threads of this process so far, the garbage collector's and the compiler's too. */
  static double own() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() * 1e-9;
  }

  /** Of all processes that this one started and that have ended, and of theirs. */
  static double children() throws IOException {
    String status = Files.readString(STATUS);
    String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[CHILDREN]) + Long.parseLong(fields[CHILDREN + 1])) / TICKS;
  }
}
