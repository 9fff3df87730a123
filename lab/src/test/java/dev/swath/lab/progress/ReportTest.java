package dev.swath.lab.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.progress.LineChart.Line;
import dev.swath.lab.progress.LineChart.Point;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

class ReportTest {

  @TempDir private Path folder;

  @Test
  void runsOfOneStageShareItsChartsAndATornLineIsLeftOut() throws Exception {
    Files.createDirectories(folder.resolve("first"));
    Files.createDirectories(folder.resolve("second"));
    MadeUpRun.write(folder.resolve("first/tiny.jsonl"), 0, 30);
    MadeUpRun.write(folder.resolve("second/tiny.jsonl"), 0, 50);
    Files.writeString(
        folder.resolve("second/tiny.jsonl"), "{\"event\":\"prog", StandardOpenOption.APPEND);
    Files.writeString(folder.resolve("second/clues.jsonl"), "{\"id\":\"other lines\"}\n");
    Path page = folder.resolve("report.html");

    StringWriter told = new StringWriter();
    CommandLine command = new CommandLine(new ReportCommand()).setOut(new PrintWriter(told));
    assertThat(command.execute(folder.toString(), "--out", page.toString())).isZero();
    assertThat(told).hasToString("2 runs in " + page + System.lineSeparator());

    Document document = parse(Files.readString(page));
    assertThat(texts(document, "h2")).containsExactly("tiny");
    List<String> titles = new ArrayList<>();
    NodeList charts = document.getElementsByTagName("svg");
    for (int i = 0; i < charts.getLength(); i++) {
      titles.add(texts((Element) charts.item(i), "title").get(0));
    }
    assertThat(titles)
        .containsExactly(
            "Loss",
            "Learning rate",
            "Gradient norm",
            "Speed (samples/s)",
            "Share of the fp32 matrix rate (%)",
            "a < b");
    for (int i = 0; i < charts.getLength(); i++) {
      boolean scores = i == charts.getLength() - 1;
      assertThat(points((Element) charts.item(i)))
          .as(titles.get(i))
          .containsExactly(scores ? 1 : 3, scores ? 2 : 5);
    }
    assertThat(texts(document, "td")).contains("first/tiny", "second/tiny", "50", "40.0", "0.4000");
    assertThat(Files.readString(page)).doesNotContain("<script").doesNotContain("http-equiv");
  }

  @Test
  void aLogarithmicAxisLeavesOutWhatItCannotShow() throws Exception {
    List<Point> points = List.of(new Point(1, 0), new Point(2, 10), new Point(3, 1000));
    String svg = LineChart.of("x", "", true, false, List.of(new Line("run", 0, points))).svg();
    assertThat(points(parse(svg).getDocumentElement())).containsExactly(2);
    assertThat(svg).contains(">10<").contains(">1000<");
  }

  @Test
  void everyAxisHoldsItsValuesAndHasAFewTicks() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      double least = Math.pow(10, random.nextInt(10) - 5) * (0.001 + random.nextDouble());
      double most = random.nextInt(5) == 0 ? least : least + least * random.nextDouble() * 100;
      for (Scale scale : List.of(Scale.linear(least, most), Scale.log(least, most))) {
        assertThat(scale.at(least)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(scale.at(most)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(scale.ticks()).hasSizeBetween(2, 12).isSorted();
        assertThat(scale.at(scale.ticks().get(0))).isCloseTo(0, within(1e-6));
        assertThat(scale.ticks().stream().map(Scale::label)).doesNotHaveDuplicates();
      }
    }
  }

  private static Document parse(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document document, String tag) {
    return texts(document.getDocumentElement(), tag);
  }

  private static List<String> texts(Element element, String tag) {
    NodeList nodes = element.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  /** How many points each line of a chart has. */
  private static List<Integer> points(Element svg) {
    NodeList lines = svg.getElementsByTagName("polyline");
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < lines.getLength(); i++) {
      counts.add(((Element) lines.item(i)).getAttribute("points").split(" ").length);
    }
    return counts;
  }
}
