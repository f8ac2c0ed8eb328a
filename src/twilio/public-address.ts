import { lookup } from "node:dns/promises";
import { BlockList } from "node:net";

/** Every address of a host. Throws what the system's resolver says. */
export async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Whether an IP address can be on the public Internet only. */
export function isPublicAddress(address: string): boolean {
  return !NOT_PUBLIC.check(address, address.includes(":") ? "ipv6" : "ipv4");
}

// From the IANA registries of special-purpose addresses; IPv4 within IPv6 is looked at as IPv4.
const NOT_PUBLIC = new BlockList();
for (const range of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "::/127",
  "100::/64",
  "2001:db8::/32",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
]) {
  const [network = "", bits = ""] = range.split("/");
  NOT_PUBLIC.addSubnet(network, Number(bits), network.includes(":") ? "ipv6" : "ipv4");
}
