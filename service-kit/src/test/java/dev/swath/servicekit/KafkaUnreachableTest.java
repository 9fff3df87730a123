package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class KafkaUnreachableTest {

  @Test
  void aServiceWithoutKafkaStopsAndSaysWhatToDo(CapturedOutput output) {
    Throwable failure =
        catchThrowable(
            () ->
                new SpringApplicationBuilder(StageTest.App.class)
                    .web(WebApplicationType.NONE)
                    .run(
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--spring.kafka.admin.properties[default.api.timeout.ms]=500",
                        "--spring.kafka.admin.properties[request.timeout.ms]=400",
                        "--spring.kafka.consumer.group-id=test"));

    assertThat(failure).isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "set spring.kafka.bootstrap-servers");
  }
}
