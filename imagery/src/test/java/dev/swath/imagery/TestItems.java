package dev.swath.imagery;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** STAC Items of one raster. */
final class TestItems {
  private TestItems() {}

  static StacItem of(Path file, String type, String... bands) {
    return of(file.toUri(), type, bands);
  }

  /**
   * @param type the media type
   * @param bands common names; none: the Item does not say
   */
  static StacItem of(URI href, String type, String... bands) {
    String names =
        Arrays.stream(bands)
            .map(band -> "{\"eo:common_name\": \"" + band + "\"}")
            .collect(Collectors.joining(", "));
    return StacItem.parse(
        """
        {"type": "Feature", "stac_version": "1.1.0", "id": "test",
         "properties": {"datetime": "2024-05-01T10:00:00Z"},
         "assets": {"image": {"href": "%s", "type": "%s", "roles": ["data"], "bands": [%s]}}}
        """
            .formatted(href, type, names));
  }
}
