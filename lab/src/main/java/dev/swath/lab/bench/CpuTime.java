package dev.swath.lab.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor seconds: what work costs, however many threads it has and whatever else the machine
 * does. From {@code /proc}, so on Linux only.
 */
public final class CpuTime {

  /** The kernel tells them in hundredths of a second on every platform that Java runs on. */
  private static final double TICKS = 100;

  private static final Path STATUS = Path.of("/proc/self/stat");

  /** Where utime and stime lie behind the name of the program, see proc(5). */
  private static final int OWN = 11;

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
    return seconds(Files.readString(STATUS), CHILDREN);
  }

  /** Of a process's or a thread's own work, from its {@code stat} file. */
  public static double ofStatus(String status) {
    return seconds(status, OWN);
  }

  /** A time in user and one in system mode, which follow each other behind the name. */
  private static double seconds(String status, int field) {
    String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS;
  }
}
