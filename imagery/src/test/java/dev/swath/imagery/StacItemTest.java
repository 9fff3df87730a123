package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StacItemTest {
  private static final String VERSION_1_1 =
      """
      {"type": "Feature", "stac_version": "1.1.0", "id": "s1", "collection": "demo",
       "bbox": [10, 50, 0, 11, 51, 100],
       "properties": {"datetime": "2024-05-01T10:00:00+02:00", "platform": "sentinel-2b",
                      "gsd": 10, "proj:code": "EPSG:32633"},
       "links": [{"rel": "self", "href": "https://example.com/items/s1.json"}],
       "assets": {
         "image": {"href": "./data/s1.tif", "type": "image/tiff; application=geotiff",
           "roles": ["data"], "nodata": 0, "file:size": 12, "file:checksum": "1220ab",
           "bands": [{"name": "B04", "eo:common_name": "red"},
                     {"name": "B08", "eo:common_name": "nir", "nodata": -1,
                      "raster:scale": 0.0001, "raster:offset": -0.1}]}}}
      """;

  private static final String VERSION_1_0 =
      """
      {"type": "Feature", "stac_version": "1.0.0", "id": "s0",
       "properties": {"datetime": null, "start_datetime": "2024-05-01T10:00:00Z",
                      "end_datetime": "2024-05-01T10:00:10Z", "proj:epsg": 32633},
       "assets": {
         "nir": {"href": "s3://bucket/a file.tif", "type": "image/tiff",
           "eo:bands": [{"name": "B08", "common_name": "nir"}],
           "raster:bands": [{"nodata": "nan", "scale": 2}],
           "proj:transform": [10, 0, 300000, 0, -10, 5000000]},
         "vv": {"href": "/data/vv.tiff", "raster:bands": [{"nodata": 0}]},
         "clip": {"href": "file:///data/clip.MP4"}}}
      """;

  @Test
  void readsAnItemOfVersion11() {
    StacItem item = StacItem.parse(VERSION_1_1);

    assertThat(item.id()).isEqualTo("s1");
    assertThat(item.collection()).isEqualTo("demo");
    assertThat(item.platform()).isEqualTo("sentinel-2b");
    assertThat(item.acquired()).isEqualTo(Instant.parse("2024-05-01T08:00:00Z"));
    assertThat(item.gsd()).hasValue(10);
    assertThat(item.bbox()).contains(List.of(10.0, 50.0, 11.0, 51.0));
    StacAsset image = item.assets().get(0);
    assertThat(image.href()).isEqualTo(URI.create("https://example.com/items/data/s1.tif"));
    assertThat(image.isRaster()).isTrue();
    assertThat(image.size()).hasValue(12);
    assertThat(image.checksum()).contains("1220ab");
    assertThat(image.crs()).contains("EPSG:32633");
    assertThat(image.bands()).extracting(StacBand::commonName).containsExactly("red", "nir");
    assertThat(image.bands().get(0).nodata()).hasValue(0);
    assertThat(image.bands().get(1).nodata()).hasValue(-1);
    assertThat(image.bands().get(1).scale()).isEqualTo(0.0001);
    assertThat(image.bands().get(1).offset()).isEqualTo(-0.1);
  }

  @Test
  void readsAnItemOfVersion10() {
    StacItem item = StacItem.parse(VERSION_1_0);

    assertThat(item.acquired()).isEqualTo(Instant.parse("2024-05-01T10:00:05Z"));
    assertThat(item.gsd()).hasValue(10);
    StacAsset nir = item.assets().get(0);
    assertThat(nir.href()).isEqualTo(URI.create("s3://bucket/a%20file.tif"));
    assertThat(nir.bands()).extracting(StacBand::commonName).containsExactly("nir");
    assertThat(nir.bands().get(0).nodata()).hasValue(Double.NaN);
    assertThat(nir.bands().get(0).scale()).isEqualTo(2);
    StacAsset vv = item.assets().get(1);
    assertThat(vv.href()).isEqualTo(URI.create("file:///data/vv.tiff"));
    assertThat(vv.isRaster()).isTrue();
    assertThat(vv.bands()).extracting(StacBand::commonName).containsExactly("vv");
    assertThat(item.assets().get(2).isVideo()).isTrue();
  }

  @Test
  void anItemFromAFileKeepsItsAssetsWhenItTravels(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("s1.json"), VERSION_1_1);

    StacItem travelled = StacItem.parse(StacItem.located(file));

    assertThat(travelled.assets().get(0).href())
        .isEqualTo(folder.toUri().resolve("data/s1.tif"))
        .isEqualTo(StacItem.read(file).assets().get(0).href());
  }

  @Test
  void whatIsWrongIsToldWithItsField() {
    expect(VERSION_1_1.replace("2024-05-01T10:00:00+02:00", "May 1st"), "properties.datetime");
    expect(VERSION_1_1.replace("\"datetime\"", "\"date\""), "properties.datetime");
    expect(VERSION_1_1.replace("\"assets\"", "\"files\""), "assets");
    expect(VERSION_1_1.replace("\"self\"", "\"parent\""), "assets.image.href");
    expect(VERSION_1_1.replace("./data/s1.tif", ""), "assets.image.href");
    expect(VERSION_1_1.replace("\"id\": \"s1\"", "\"id\": \"\""), "'id'");
    expect(VERSION_1_1.replace("\"1.1.0\"", "\"0.9\""), "stac_version");
    expect(VERSION_1_1.replace("[10, 50, 0, 11, 51, 100]", "[10]"), "bbox");
    expect("{\"type\": \"FeatureCollection\"}", "'type'");
    expect("{", "not JSON");
    expect("[]", "'type'");
  }

  private static void expect(String json, String mentioned) {
    assertThatThrownBy(() -> StacItem.parse(json))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining(mentioned);
  }
}
