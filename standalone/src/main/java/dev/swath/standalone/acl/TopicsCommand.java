package dev.swath.standalone.acl;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.KafkaTopics;
import dev.swath.standalone.client.KafkaOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.kafka.core.KafkaAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./swath topics}: makes the topics, for services that may not. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = {
      "Prints how the topics are made, as commands of kafka-topics.sh. With --bootstrap it makes those"
          + " that are missing, and gives those that are there their retention and sizes.",
      "For services that may not do it themselves (spring.kafka.admin.auto-create=false)."
    })
public final class TopicsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "As swath.kafka.partitions of the services (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + Topics.DEFAULT_PARTITIONS)
  private int partitions;

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "As swath.kafka.replication of the services (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private short replication;

  @Option(
      names = "--max-message-bytes",
      paramLabel = "BYTES",
      description = "As swath.kafka.max-message-bytes of the services (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + Topics.MAX_MESSAGE_BYTES)
  private int maxMessageBytes;

  @Override
  public Integer call() {
    if (partitions < 1 || replication < 1 || maxMessageBytes < 1) {
      throw new ParameterException(
          spec.commandLine(), "Partitions, copies and bytes are positive.");
    }
    List<NewTopic> topics = KafkaTopics.all(partitions, replication, maxMessageBytes);
    PrintWriter out = spec.commandLine().getOut();
    if (kafka.servers().isPresent()) {
      String servers = kafka.servers().get();
      kafka.talk(servers, () -> make(topics));
      out.println("The %d topics are at %s.".formatted(topics.size(), servers));
    } else {
      topics.forEach(topic -> out.println(command(topic)));
    }
    out.flush();
    return 0;
  }

  private Void make(List<NewTopic> topics) {
    Map<String, Object> client = kafka.client();
    client.putIfAbsent("default.api.timeout.ms", KafkaOptions.PATIENCE_MS);
    client.putIfAbsent("request.timeout.ms", KafkaOptions.PATIENCE_MS / 2);
    KafkaAdmin admin = new KafkaAdmin(client);
    admin.setModifyTopicConfigs(true);
    try {
      admin.createOrModifyTopics(topics.toArray(NewTopic[]::new));
    } catch (org.springframework.kafka.KafkaException e) {
      throw e.getCause() instanceof org.apache.kafka.common.KafkaException refused
          ? refused
          : new org.apache.kafka.common.KafkaException(e.getMessage(), e.getCause());
    }
    return null;
  }

  private static String command(NewTopic topic) {
    StringBuilder command =
        new StringBuilder("kafka-topics.sh --bootstrap-server HOST:PORT")
            .append(" --command-config admin.properties --create --if-not-exists --topic ")
            .append(topic.name())
            .append(" --partitions ")
            .append(topic.numPartitions())
            .append(" --replication-factor ")
            .append(topic.replicationFactor());
    topic
        .configs()
        .forEach(
            (name, value) -> command.append(" --config ").append(name).append('=').append(value));
    return command.toString();
  }
}
