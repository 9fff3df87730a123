package dev.swath.ingest;

import dev.swath.imagery.AssetSource;
import dev.swath.imagery.ReadLimits;
import dev.swath.imagery.SceneException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Opens only what the operator allows: an Item comes from outside, and so does every address in it.
 */
final class AllowedAssets implements AssetSource {
  private final List<Path> roots;
  private final List<String> hosts;
  private final List<String> buckets;
  private final AssetSource source;

  AllowedAssets(List<Path> roots, List<String> hosts, List<String> buckets, AssetSource source) {
    this.roots = List.copyOf(roots);
    this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    this.buckets = List.copyOf(buckets);
    this.source = source;
  }

  @Override
  public SeekableByteChannel open(URI href) throws IOException {
    String scheme = String.valueOf(href.getScheme()).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "file" -> source.open(allowedFile(href));
      case "http", "https" -> source.open(allowedHost(href));
      case "s3" -> source.open(allowedBucket(href));
      default ->
          throw new SceneException(
              "cannot read " + href + ": only file, http, https and s3 addresses are known");
    };
  }

  private URI allowedFile(URI href) throws IOException {
    Path file;
    try {
      // The real path, so that neither ".." nor a link leads out of an allowed folder.
      file = Path.of(href.getPath()).toRealPath();
    } catch (NoSuchFileException e) {
      throw new SceneException("asset file does not exist: " + href, e);
    } catch (RuntimeException e) {
      throw new SceneException("not the address of a file: " + href, e);
    }
    for (Path root : roots) {
      if (file.startsWith(root.toRealPath())) {
        return file.toUri();
      }
    }
    throw new SceneException(
        "asset file "
            + href
            + " is not below a folder of swath.ingest.allowed-roots ("
            + roots
            + "): add its folder there");
  }

  @Override
  public ReadLimits limits() {
    return source.limits();
  }

  /** Where the host's name leads is checked later, by {@link HostAddresses}. */
  private URI allowedHost(URI href) {
    if (href.getHost() == null || href.getUserInfo() != null) {
      throw new SceneException(
          "asset " + href + ": the address must have a host, and no user name before it");
    }
    String host = href.getHost().toLowerCase(Locale.ROOT);
    if (!hosts.contains("*") && !hosts.contains(host)) {
      throw new SceneException(
          "asset "
              + href
              + ": host '"
              + host
              + "' is not in swath.ingest.allowed-hosts ("
              + hosts
              + "): add it there");
    }
    return href;
  }

  /** No bucket is allowed unless it is named: it is read with credentials that others lack. */
  private URI allowedBucket(URI href) {
    if (!buckets.contains(String.valueOf(href.getAuthority()))) {
      throw new SceneException(
          "asset "
              + href
              + ": bucket '"
              + href.getAuthority()
              + "' is not in swath.ingest.allowed-buckets ("
              + buckets
              + "): add it there");
    }
    return href;
  }
}
