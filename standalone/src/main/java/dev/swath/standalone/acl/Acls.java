package dev.swath.standalone.acl;

import dev.swath.contracts.Access;
import dev.swath.contracts.Access.Grant;
import dev.swath.contracts.Access.Kind;
import dev.swath.contracts.Role;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights of a role, as Kafka's admin client and as Kafka's command line take them. */
final class Acls {

  private static final String ANY_HOST = "*";

  private Acls() {}

  /** As the admin client takes them. */
  static List<AclBinding> bindings(Role role, String principal) {
    return Access.of(role).stream()
        .flatMap(
            grant ->
                grant.operations().stream()
                    .map(
                        operation ->
                            new AclBinding(
                                pattern(grant),
                                new AccessControlEntry(
                                    principal,
                                    ANY_HOST,
                                    AclOperation.valueOf(operation.name()),
                                    AclPermissionType.ALLOW))))
        .toList();
  }

  /**
   * As {@code kafka-acls.sh} takes them, a line for each resource; Kafka's address is left open.
   */
  static List<String> commands(Role role, String principal) {
    return Access.of(role).stream().map(grant -> command(grant, principal)).toList();
  }

  private static String command(Grant grant, String principal) {
    StringBuilder command =
        new StringBuilder("kafka-acls.sh --bootstrap-server HOST:PORT")
            .append(" --command-config admin.properties --add --allow-principal ")
            .append(quoted(principal));
    for (Access.Operation operation : grant.operations()) {
      command.append(" --operation ").append(operation.title());
    }
    command.append(" --").append(grant.kind().option()).append(' ').append(grant.name());
    if (grant.prefix()) {
      command.append(" --resource-pattern-type prefixed");
    }
    return command.toString();
  }

  /** A principal is what its user says: no shell may read it otherwise. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static ResourcePattern pattern(Grant grant) {
    return new ResourcePattern(
        type(grant.kind()),
        grant.name(),
        grant.prefix() ? PatternType.PREFIXED : PatternType.LITERAL);
  }

  private static ResourceType type(Kind kind) {
    return switch (kind) {
      case TOPIC -> ResourceType.TOPIC;
      case GROUP -> ResourceType.GROUP;
      case TRANSACTIONAL_ID -> ResourceType.TRANSACTIONAL_ID;
    };
  }
}
