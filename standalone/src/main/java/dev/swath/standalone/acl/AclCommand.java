package dev.swath.standalone.acl;

import dev.swath.contracts.Role;
import dev.swath.standalone.client.KafkaOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./swath acl}: the rights that each role needs on Kafka, printed or given. */
@Command(
    name = "acl",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what each role must be allowed on a Kafka with an authorizer, as commands of"
          + " kafka-acls.sh. With --bootstrap it gives them these rights instead; none is taken"
          + " away.",
      "All is told of docs/acls.md and docs/security-kafka.md."
    })
public final class AclCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Only this one, e.g. encoder-service; repeatable (default: all).")
  private List<String> roles = List.of();

  @Option(
      names = "--user",
      paramLabel = "ROLE=PRINCIPAL",
      description =
          "Whom a role logs in as, e.g. encoder-service=User:CN=encoder; repeatable (default: User:"
              + " and the role's name).")
  private Map<String, String> users = new LinkedHashMap<>();

  @Override
  public Integer call() {
    Map<Role, String> principals = principals();
    PrintWriter out = spec.commandLine().getOut();
    if (kafka.servers().isPresent()) {
      give(principals, kafka.servers().get(), out);
    } else {
      principals.forEach(
          (role, principal) -> {
            out.println("# " + role.title() + " " + role.work());
            Acls.commands(role, principal).forEach(out::println);
          });
    }
    out.flush();
    return 0;
  }

  private void give(Map<Role, String> principals, String servers, PrintWriter out) {
    List<AclBinding> bindings = new ArrayList<>();
    principals.forEach((role, principal) -> bindings.addAll(Acls.bindings(role, principal)));
    kafka.talk(
        servers,
        () -> {
          try (Admin admin = KafkaOptions.admin(kafka.client())) {
            return admin.createAcls(bindings).all().get();
          }
        });
    principals.forEach(
        (role, principal) ->
            out.println(
                "%s has the %d rights of %s."
                    .formatted(principal, Acls.bindings(role, principal).size(), role.title())));
  }

  private Map<Role, String> principals() {
    Map<Role, String> given = new LinkedHashMap<>();
    users.forEach((title, principal) -> given.put(role(title), typed(principal)));
    Map<Role, String> principals = new LinkedHashMap<>();
    for (Role role :
        roles.isEmpty() ? List.of(Role.values()) : roles.stream().map(this::role).toList()) {
      principals.put(role, given.getOrDefault(role, typed(role.title())));
    }
    return principals;
  }

  private Role role(String title) {
    try {
      return Role.named(title);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private String typed(String principal) {
    if (principal.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--user takes ROLE=PRINCIPAL");
    }
    return principal.contains(":") ? principal : "User:" + principal;
  }
}
