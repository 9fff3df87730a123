package dev.swath.ingest;

import dev.swath.imagery.AddressCheck;
import dev.swath.imagery.SceneException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Keeps hrefs out of the own network: a host that is allowed only because all are must have public
 * addresses. A host that is listed by name may also have a private one, and only an address that is
 * listed itself may be link-local, multicast or reserved: cloud providers hand out credentials
 * there. Thread-safe.
 */
final class HostAddresses implements AddressCheck {

  private enum Kind {
    PUBLIC,
    PRIVATE,
    /** Nothing that anybody would serve scenes from. */
    SPECIAL
  }

  /** A range of addresses: those whose first bits are those of {@code first}. */
  private record Block(byte[] first, int bits, Kind kind) {
    static Block of(String cidr, Kind kind) {
      String[] parts = cidr.split("/");
      return new Block(bytes(parts[0]), Integer.parseInt(parts[1]), kind);
    }

    boolean holds(byte[] address) {
      if (address.length != first.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /** IANA's registries of special-purpose addresses (RFC 6890), as far as they are not global. */
  private static final List<Block> BLOCKS =
      List.of(
          Block.of("127.0.0.0/8", Kind.PRIVATE),
          Block.of("10.0.0.0/8", Kind.PRIVATE),
          Block.of("172.16.0.0/12", Kind.PRIVATE),
          Block.of("192.168.0.0/16", Kind.PRIVATE),
          Block.of("100.64.0.0/10", Kind.PRIVATE),
          Block.of("198.18.0.0/15", Kind.PRIVATE),
          Block.of("0.0.0.0/8", Kind.SPECIAL),
          Block.of("169.254.0.0/16", Kind.SPECIAL),
          Block.of("192.0.0.0/24", Kind.SPECIAL),
          Block.of("192.0.2.0/24", Kind.SPECIAL),
          Block.of("198.51.100.0/24", Kind.SPECIAL),
          Block.of("203.0.113.0/24", Kind.SPECIAL),
          // Multicast and reserved.
          Block.of("224.0.0.0/3", Kind.SPECIAL),
          Block.of("::1/128", Kind.PRIVATE),
          // One provider's metadata lies among the private addresses.
          Block.of("fd00:ec2::/32", Kind.SPECIAL),
          Block.of("fc00::/7", Kind.PRIVATE),
          // Only these are global; link-local, multicast and the rest are not.
          Block.of("2001:db8::/32", Kind.SPECIAL),
          Block.of("2001::/23", Kind.SPECIAL),
          Block.of("2000::/3", Kind.PUBLIC),
          Block.of("::/0", Kind.SPECIAL));

  private final List<String> hosts;

  /**
   * @param hosts {@code swath.ingest.allowed-hosts}, in lower case; {@code *} lists none
   */
  HostAddresses(List<String> hosts) {
    this.hosts = hosts.stream().map(HostAddresses::bare).toList();
  }

  @Override
  public void check(String host, InetAddress address) {
    Kind kind = kind(address.getAddress());
    boolean listed = hosts.contains(bare(host));
    boolean itself = listed && isLiteral(host);
    if (kind == Kind.PUBLIC || (kind == Kind.PRIVATE && listed) || itself) {
      return;
    }
    throw new SceneException(
        "host '%s' has the address %s, which is not a public one: %s"
            .formatted(
                host,
                address.getHostAddress(),
                kind == Kind.PRIVATE
                    ? "if scenes are to be read from there, add the host by its name to swath.ingest.allowed-hosts"
                    : "it is never read from by name"));
  }

  private static Kind kind(byte[] address) {
    byte[] plain = embedded(address);
    return BLOCKS.stream()
        .filter(block -> block.holds(plain))
        .findFirst()
        .map(Block::kind)
        .orElse(Kind.PUBLIC);
  }

  /** An IPv4 address that is written as an IPv6 one leads to the same place, by some way. */
  private static byte[] embedded(byte[] address) {
    if (address.length == 16) {
      for (String mapped : List.of("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")) {
        if (Block.of(mapped, Kind.SPECIAL).holds(address) && !isLoopbackOrAny(address)) {
          return Arrays.copyOfRange(address, 12, 16);
        }
      }
      if (isMapped(address)) {
        return Arrays.copyOfRange(address, 12, 16);
      }
      if (Block.of("2002::/16", Kind.SPECIAL).holds(address)) {
        return Arrays.copyOfRange(address, 2, 6);
      }
    }
    return address;
  }

  /** {@code ::ffff:0:0/96}, which Java itself turns into IPv4 wherever it parses it. */
  private static boolean isMapped(byte[] address) {
    return Block.of("::/80", Kind.SPECIAL).holds(address)
        && address[10] == (byte) 0xff
        && address[11] == (byte) 0xff;
  }

  private static boolean isLoopbackOrAny(byte[] address) {
    return Block.of("::/127", Kind.SPECIAL).holds(address);
  }

  /** Whether this is an address, not a name; Java also takes a single number for one. */
  private static boolean isLiteral(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  private static String bare(String host) {
    return host.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
  }

  /** The bytes of an address in text; no name is looked up. */
  private static byte[] bytes(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(literal, e);
    }
  }
}
