package dev.swath.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.imagery.AssetSource;
import dev.swath.imagery.SceneException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedAssetsTest {
  @TempDir Path folder;
  private final List<URI> opened = new ArrayList<>();
  private final AssetSource source =
      href -> {
        opened.add(href);
        return null;
      };

  @Test
  void onlyFilesBelowAnAllowedFolderAreOpened() throws IOException {
    Path allowed = Files.createDirectory(folder.resolve("allowed"));
    Path inside = Files.writeString(allowed.resolve("a b.tif"), "x");
    Path outside = Files.writeString(folder.resolve("secret.tif"), "x");
    Path link = Files.createSymbolicLink(allowed.resolve("link.tif"), outside);
    AllowedAssets assets = new AllowedAssets(List.of(allowed), List.of(), List.of(), source);

    assets.open(inside.toUri());

    assertThat(opened).containsExactly(inside.toRealPath().toUri());
    refused(assets, outside.toUri(), "swath.ingest.allowed-roots");
    refused(assets, URI.create(allowed.toUri() + "../secret.tif"), "swath.ingest.allowed-roots");
    refused(assets, link.toUri(), "swath.ingest.allowed-roots");
    refused(assets, allowed.resolve("none.tif").toUri(), "does not exist");
    refused(
        new AllowedAssets(List.of(), List.of(), List.of(), source),
        inside.toUri(),
        "allowed-roots");
    assertThat(opened).hasSize(1);
  }

  @Test
  void onlyAllowedHostsAreOpened() throws IOException {
    AllowedAssets assets = new AllowedAssets(List.of(), List.of("Example.com"), List.of(), source);

    assets.open(URI.create("https://EXAMPLE.com/a.tif"));

    assertThat(opened).hasSize(1);
    refused(assets, URI.create("https://example.com.evil.org/a.tif"), "swath.ingest.allowed-hosts");
    refused(assets, URI.create("http://example.com@evil.org/"), "no user name");
    refused(assets, URI.create("http://user@example.com/"), "no user name");
    refused(assets, URI.create("http:///a.tif"), "must have a host");
    refused(assets, URI.create("http://not_a_host/a.tif"), "must have a host");
    refused(assets, URI.create("http://127.1/a.tif"), "must have a host");
    refused(assets, URI.create("ftp://example.com/a.tif"), "only file, http, https and s3");
    new AllowedAssets(List.of(), List.of("*"), List.of(), source)
        .open(URI.create("http://evil.org/"));
    assertThat(opened).hasSize(2);
  }

  @Test
  void onlyAllowedBucketsAreOpened() throws IOException {
    AllowedAssets assets = new AllowedAssets(List.of(), List.of("*"), List.of("scenes"), source);

    assets.open(URI.create("s3://scenes/2024/B04.tif"));

    assertThat(opened).containsExactly(URI.create("s3://scenes/2024/B04.tif"));
    refused(assets, URI.create("s3://other/B04.tif"), "swath.ingest.allowed-buckets");
    refused(assets, URI.create("s3://scenes@other/B04.tif"), "swath.ingest.allowed-buckets");
    refused(assets, URI.create("s3:///scenes/B04.tif"), "swath.ingest.allowed-buckets");
    assertThat(opened).hasSize(1);
  }

  private static void refused(AllowedAssets assets, URI href, String reason) {
    assertThatThrownBy(() -> assets.open(href))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining(reason);
  }
}
