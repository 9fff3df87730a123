package dev.swath.standalone.demo;

/**
 * A topic and the group of a service that takes it.
 *
 * @param shared whether it is a share group, which keeps its place in another way
 */
public record Link(String topic, String group, boolean shared) {

  /** A consumer group. */
  public Link(String topic, String group) {
    this(topic, group, false);
  }
}
