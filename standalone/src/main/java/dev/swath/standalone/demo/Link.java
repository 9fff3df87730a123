package dev.swath.standalone.demo;

import dev.swath.contracts.Topics;
import java.util.List;

/**
 * A topic and the group of a service that takes it.
 *
 * @param shared whether it is a share group, which keeps its place in another way
 */
public record Link(String topic, String group, boolean shared) {

  /** Those of all services, as their groups are called by default, in the order of the flow. */
  public static List<Link> byDefault() {
    return Topics.all().stream()
        .flatMap(
            topic ->
                topic.traffic().groups().stream()
                    .map(
                        group ->
                            new Link(
                                topic.name(), group, group.endsWith(Topics.SHARE_GROUP_SUFFIX))))
        .toList();
  }

  /** A consumer group. */
  public Link(String topic, String group) {
    this(topic, group, false);
  }
}
