package dev.swath.standalone.operations;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The pages that are made from code say what the code says. */
class PagesTest {

  @Test
  void theMetricsPageIsUpToDate() throws IOException {
    CommittedPage.check("metrics.md", MetricsPage.text());
  }

  @Test
  void theConfigurationPageIsUpToDate() throws IOException {
    CommittedPage.check("configuration.md", ConfigurationPage.text());
  }
}
