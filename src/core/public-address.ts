import { BlockList, isIP } from "node:net";

/**
 * Returns whether an IP address can only be on the public Internet. An IPv6 address that embeds an
 * IPv4 one (mapped, compatible, translated, 6to4) never counts as public: others decide where it
 * leads.
 */
export function isPublicAddress(address: string): boolean {
  // A zone names an interface of this machine.
  if (address.includes("%")) return false;
  switch (isIP(address)) {
    case 4:
      return !RESERVED.check(address, "ipv4");
    case 6:
      return GLOBAL_UNICAST.check(address, "ipv6") && !RESERVED.check(address, "ipv6");
    default:
      return false;
  }
}

/** All IPv6 addresses in public use; the rest is reserved, local or translated. */
const GLOBAL_UNICAST = listOf(["2000::/3"]);

// From the IANA registries of special-purpose addresses.
const RESERVED = listOf([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  // Protocol assignments, Teredo and ORCHID among them.
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
]);

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits = ""] = range.split("/");
    list.addSubnet(network, Number(bits), network.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
