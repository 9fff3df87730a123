package dev.swath.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.contracts.Access.Grant;
import dev.swath.contracts.Access.Kind;
import dev.swath.contracts.Access.Operation;
import dev.swath.contracts.Topics.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {

  @Test
  void whatTravelsBetweenServicesIsWrittenByOneRoleAlone() {
    assertThat(writers(Topics.OBSERVATIONS)).contains(Role.INGEST);
    assertThat(writers(Topics.VISUAL_TOKENS)).contains(Role.ENCODER);
    for (String topic :
        List.of(Topics.OBSERVATIONS, Topics.VISUAL_TOKENS, Topics.CHANGE_TOKENS, Topics.PROMPTS)) {
      // The operator puts dead letters back.
      assertThat(writers(topic)).as(topic).hasSize(2).contains(Role.DEAD_LETTER_OPERATOR);
    }
    assertThat(writers(Topics.ANSWERS)).containsExactly(Role.LLM);
  }

  @Test
  void aServiceMayWriteTheDeadLettersOfWhatItReads() {
    assertThat(writers(Topics.deadLetter(Topics.VISUAL_TOKENS)))
        .containsExactly(Role.CHANGE, Role.PROMPT_AUGMENT);
    assertThat(writers(Topics.deadLetter(Topics.SCENES))).containsExactly(Role.INGEST);
  }

  @Test
  void onlyTheTopicMakerMayMakeTopicsButTheChangelogs() {
    for (Topic topic : Topics.all()) {
      assertThat(may(topic.name(), Operation.CREATE)).containsExactly(Role.TOPIC_MAKER);
    }
    for (Topic changelog : Topics.changelogs()) {
      assertThat(may(changelog.name(), Operation.CREATE)).containsExactly(Role.CHANGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyRoleHasRightsAndNoneTwice(Role role) {
    assertThat(Access.of(role)).isNotEmpty();
    assertThat(Access.of(role).stream().map(grant -> grant.kind() + grant.name()).toList())
        .doesNotHaveDuplicates();
    assertThat(Access.of(role)).allSatisfy(g -> assertThat(g.operations()).isNotEmpty());
    assertThat(Role.named(role.title())).isEqualTo(role);
  }

  @Test
  void aRoleIsFoundByItsApplicationAndByItsTitle() {
    assertThat(Role.ofApplication("prompt-augment")).contains(Role.PROMPT_AUGMENT);
    assertThat(Role.ofApplication("something")).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> Role.named("encoder")).hasMessageContaining("encoder-service, ");
  }

  private static List<Role> writers(String topic) {
    return may(topic, Operation.WRITE);
  }

  private static List<Role> may(String topic, Operation operation) {
    return Arrays.stream(Role.values())
        .filter(role -> Access.of(role).stream().anyMatch(g -> allows(g, topic, operation)))
        .toList();
  }

  private static boolean allows(Grant grant, String topic, Operation operation) {
    return grant.kind() == Kind.TOPIC
        && (grant.prefix() ? topic.startsWith(grant.name()) : topic.equals(grant.name()))
        && grant.operations().contains(operation);
  }
}
