import assert from "node:assert/strict";
import { addressKind, type AddressKind } from "../../../core/sources/address-kind";

describe("the kind of an address", () => {
  const kinds: Readonly<Record<AddressKind, readonly string[]>> = {
    public: [
      [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
      ],
      [
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "223.255.255.255",
      ],
      ["2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"],
    ].flat(),
    loopback: [
      ["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "::1", "::"],
      ["::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "::7f00:1", "2002:7f00:1::1"],
    ].flat(),
    "link-local": [
      "169.254.169.254",
      "fe80::1",
      "fe80::1%eth0",
      "febf::1",
      "::ffff:169.254.169.254",
      "64:ff9b::a9fe:a9fe",
    ],
    private: [
      [
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
      ],
      [
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
      ],
      ["::ffff:10.0.0.1", "::ffff:192.168.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:c0a8:101::1"],
    ].flat(),
  };
  for (const [kind, addresses] of Object.entries(kinds))
    it(`is ${kind}`, () =>
      assert.deepEqual(
        addresses.map((address) => [address, addressKind(address)]),
        addresses.map((address) => [address, kind]),
      ));
});
