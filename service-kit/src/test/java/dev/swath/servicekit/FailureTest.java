package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.listener.BatchListenerFailedException;

class FailureTest {

  @Test
  void inputThatDoesNotFitIsHopelessHoweverItIsWrapped() {
    assertThat(Failure.of(new BadInputException("no PNG"))).isEqualTo(Failure.BAD_INPUT);
    assertThat(Failure.of(new IllegalArgumentException("too long"))).isEqualTo(Failure.BAD_INPUT);
    assertThat(Failure.of(wrapped(new BadInputException("no PNG")))).isEqualTo(Failure.BAD_INPUT);
  }

  @Test
  void badInputStaysBadWhateverRevealedIt() {
    assertThat(Failure.of(new BadInputException("too large", new TimeoutException("slow"))))
        .isEqualTo(Failure.BAD_INPUT);
  }

  @Test
  void theJvmsMemoryMayBeTooSmall() {
    assertThat(Failure.of(new OutOfMemoryError("Java heap space")))
        .isEqualTo(Failure.OUT_OF_MEMORY);
    assertThat(Failure.of(wrapped(new OutOfMemoryError("Java heap space"))))
        .isEqualTo(Failure.OUT_OF_MEMORY);
  }

  @Test
  void textsAloneDoNotMakeAFailureOneOfMemory() {
    assertThat(Failure.of(new IllegalStateException("the user asked: out of memory?")))
        .isEqualTo(Failure.OTHER);
  }

  @Test
  void noInputIsToBlameWhenKafkaIsAway() {
    assertThat(Failure.of(wrapped(new TimeoutException("no broker")))).isEqualTo(Failure.AWAY);
    assertThat(Failure.of(new DisconnectException())).isEqualTo(Failure.AWAY);
    assertThat(Failure.of(new NotEnoughReplicasException("1 of 2"))).isEqualTo(Failure.AWAY);
    assertThat(Failure.of(new SaslAuthenticationException("who?"))).isEqualTo(Failure.AWAY);
    assertThat(Failure.of(new TopicAuthorizationException("answers"))).isEqualTo(Failure.AWAY);
  }

  @Test
  void noInputIsToBlameWhenTheServiceIsBeingStopped() {
    assertThat(Failure.of(wrapped(new InterruptedException()))).isEqualTo(Failure.AWAY);
    assertThat(Failure.of(new CancellationException("closed"))).isEqualTo(Failure.AWAY);
    assertThat(Failure.of(new InterruptException("stopped"))).isEqualTo(Failure.AWAY);
    Thread.interrupted(); // which making the one above has set
  }

  @Test
  void anythingElseMayPass() {
    assertThat(Failure.of(new UncheckedIOException(new java.io.IOException("404"))))
        .isEqualTo(Failure.OTHER);
    assertThat(Failure.of(new NullPointerException())).isEqualTo(Failure.OTHER);
  }

  @Test
  void aRingOfCausesEnds() {
    IllegalStateException one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("two", one));

    assertThat(Failure.of(one)).isEqualTo(Failure.OTHER);
  }

  private static Throwable wrapped(Throwable cause) {
    return new BatchListenerFailedException(
        "batch", new KafkaException("kafka", new CompletionException(cause)), 0);
  }
}
