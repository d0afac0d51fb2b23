/** What kind of network an IP address belongs to: an answer from outside must not lead into this machine's networks. */
import { BlockList, isIPv4 } from "node:net";

/** `link-local` includes the addresses where a cloud gives its machines their credentials. */
export type AddressKind = "public" | "private" | "link-local" | "loopback";

type Subnet = readonly [address: string, prefix: number];

const ipv4: Readonly<Record<Exclude<AddressKind, "public">, readonly Subnet[]>> = {
  // A connection to 0.0.0.0 goes to this machine.
  loopback: [
    ["127.0.0.0", 8],
    ["0.0.0.0", 8],
  ],
  "link-local": [["169.254.0.0", 16]],
  private: [
    ["10.0.0.0", 8],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    // Carrier-grade NAT, which clouds also use internally.
    ["100.64.0.0", 10],
    // Protocol assignments, benchmarks, multicast, reserved and broadcast: hosts on the internet do not have these.
    ["192.0.0.0", 24],
    ["198.18.0.0", 15],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ],
};

const ipv6: typeof ipv4 = {
  loopback: [
    ["::1", 128],
    ["::", 128],
  ],
  "link-local": [["fe80::", 10]],
  private: [
    ["fc00::", 7],
    // Site-local (the predecessor of unique local addresses), multicast, and translation inside one network.
    ["fec0::", 10],
    ["ff00::", 8],
    ["64:ff9b:1::", 48],
  ],
};

const lists = (Object.keys(ipv4) as (keyof typeof ipv4)[]).map((kind) => {
  const list = new BlockList();
  for (const [address, prefix] of ipv6[kind]) list.addSubnet(address, prefix, "ipv6");
  for (const [address, prefix] of ipv4[kind]) {
    list.addSubnet(address, prefix, "ipv4");
    // A BlockList handles IPv4-mapped addresses itself; these forms contain an IPv4 address as well.
    list.addSubnet(`64:ff9b::${address}`, 96 + prefix, "ipv6");
    list.addSubnet(`::${address}`, 96 + prefix, "ipv6");
    list.addSubnet(`2002:${hex(address)}::`, 16 + prefix, "ipv6");
  }
  return { kind, list };
});

/** The kind of an address as `net` writes it, with or without a zone (`fe80::1%eth0`). */
export function addressKind(address: string): AddressKind {
  const plain = address.replace(/%.*$/, "");
  const family = isIPv4(plain) ? "ipv4" : "ipv6";
  return lists.find(({ list }) => list.check(plain, family))?.kind ?? "public";
}

/** `127.0.0.1` as the two groups `7f00:1` of an IPv6 address. */
function hex(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
