package dev.swath.imagery;

import java.net.InetAddress;

/**
 * Decides where connections may lead. It is asked with the very addresses that are connected to
 * next, so that a name cannot lead elsewhere in between. Thread-safe.
 */
@FunctionalInterface
public interface AddressCheck {
  /**
   * @param host the host of an href: a name, or an address without brackets
   * @param address one of those that the host has now
   * @throws SceneException if it must not be connected to
   */
  void check(String host, InetAddress address);
}
