package dev.swath.lab.eval.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The published tables that our figures stand beside, from {@code published.json}: only figures
 * that were read in the source that is named with them.
 */
public record Published(Map<String, String> sources, List<Table> tables) {

  public Published {
    sources = Map.copyOf(sources);
    tables = List.copyOf(tables);
  }

  /**
   * One table.
   *
   * @param data what has to lie below --data for our row, in words
   * @param note what a reader has to know; may be empty
   */
  public record Table(
      String id, String title, String data, String note, List<Column> columns, List<Row> rows) {

    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * A figure to compare.
   *
   * @param benchmark the {@link TestResult#benchmark} that measures it
   * @param metric its {@link TestResult.Measured#metric}
   */
  public record Column(String title, String benchmark, String metric) {}

  /**
   * One system's figures.
   *
   * @param source a key of {@link Published#sources}
   * @param values column title to figure; a column that is not in it has none at hand
   */
  public record Row(String system, String source, Map<String, Double> values) {

    public Row {
      values = Map.copyOf(values);
    }
  }

  /** The resource that comes with the lab. */
  public static Published load() {
    try (InputStream in =
        Published.class.getResourceAsStream("/dev/swath/lab/eval/published.json")) {
      return new ObjectMapper().readValue(in, Published.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
