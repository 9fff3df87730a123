package dev.swath.contracts;

import dev.swath.contracts.Access.Grant;
import dev.swath.contracts.Access.Operation;
import java.util.stream.Collectors;

/** Writes {@code docs/acls.md}, of which every right is in {@link Access}. */
final class AclsPage {

  private static final String ABOUT =
      """
      # Who may do what on Kafka

      This page is made of [Access.java](../contracts/src/main/java/dev/swath/contracts/Access.java), which follows from
      [the topics](topics.md), and a test compares the two. After a change there,
      `mvn -pl contracts test -Dtest=AclsPageTest -Dswath.docs.write=true` writes it anew.

      Each role is one principal, by default `User:` and the role's name. These are all rights that it needs:

      ```bash
      ./swath acl                                                        # prints them as commands of kafka-acls.sh
      ./swath acl --role encoder-service --user encoder-service=User:e1  # of one role, with a principal of your own
      ./swath acl --bootstrap HOST:PORT --kafka-config admin.properties  # gives them
      ```

      A trailing `*` means all names that begin so. Read, Write and Alter include Describe. Groups, transactional ids and changelogs are called as
      they are by default; where `spring.kafka.consumer.group-id` or `spring.kafka.streams.application-id` say otherwise, the rights must too. How
      principals log in, and what else there is to set: [security-kafka.md](security-kafka.md).

      | role | what it does | resource | name | operations |
      | --- | --- | --- | --- | --- |
      """;

  private static final String NOTES =
      """

      - Nobody but the topic-maker may make a topic or change its limits; change-service makes the two changelogs of Kafka Streams, by their names.
      - Nobody needs a right on the cluster. (Brokers before 2.8 also want `IdempotentWrite` there of every writer.)
      - `./swath demo --bootstrap` acts for a ground station, a reader of answers, an operator of dead letters and a reader of lags at once, looks
        at `observations` and `change-tokens` as well, and starts all services as one principal: on a Kafka with rights it is for a principal that
        may do all of that.
      """;

  private AclsPage() {}

  static String text() {
    StringBuilder page = new StringBuilder(ABOUT);
    for (Role role : Role.values()) {
      String first = "`" + role.title() + "` | " + role.work();
      for (Grant grant : Access.of(role)) {
        page.append(
            "| %s | %s | `%s%s` | %s |\n"
                .formatted(
                    first,
                    grant.kind().option(),
                    grant.name(),
                    grant.prefix() ? "*" : "",
                    grant.operations().stream()
                        .map(Operation::title)
                        .collect(Collectors.joining(", "))));
        first = " | ";
      }
    }
    return page.append(NOTES).toString();
  }
}
