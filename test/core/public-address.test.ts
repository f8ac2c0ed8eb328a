import { expect, test } from "bun:test";
import { isPublicAddress } from "../../src/core/public-address.ts";

test.each([
  "8.8.8.8",
  "54.231.0.1",
  "172.32.0.1",
  "192.0.3.1",
  "2600:9000::1",
  "2001:4860:4860::8888",
  "2a00:1450::1",
])("%s is on the public Internet", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["this network", ["0.0.0.0", "0.1.2.3"]],
  ["private networks", ["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"]],
  ["a carrier's own network", ["100.64.0.1", "100.127.255.255"]],
  ["this machine", ["127.0.0.1", "127.255.0.1", "::1", "::"]],
  ["a link, and the cloud's metadata on it", ["169.254.169.254", "fe80::1", "fe80::1%eth0"]],
  ["protocols", ["192.0.0.8", "192.88.99.1", "198.18.0.1", "198.19.255.255"]],
  ["examples", ["192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"]],
  [
    "multicast, broadcast or discard",
    ["224.0.0.1", "240.0.0.1", "255.255.255.255", "ff02::1", "100::1"],
  ],
  ["IPv4 mapped into IPv6", ["::ffff:192.168.1.1", "::ffff:7f00:1", "0:0:0:0:0:ffff:7f00:1"]],
  ["IPv4 as IPv6 once had it", ["::127.0.0.1", "::7f00:1", "::ffff:0:127.0.0.1"]],
  ["translation to IPv4", ["64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1"]],
  ["6to4 and Teredo", ["2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1", "2001::1"]],
  ["a site, also as it was once written", ["fc00::1", "fd12::1", "fec0::1", "feff::1"]],
  ["unassigned ranges", ["4000::1", "5f00::1", "8000::1", "fe00::1"]],
  ["no address", ["", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "8.8.8.8:80"]],
])("the addresses of %s are not: %p", (_what, addresses) => {
  expect(addresses.filter((address) => isPublicAddress(address))).toEqual([]);
});
