import { describe, expect, test } from "bun:test";
import { isListed, readUserAddress, spellingsOf } from "../../src/core/user-address.ts";

describe("an address that an operator writes", () => {
  const read: [written: string, address: string | null][] = [
    ["+14155550123", "whatsapp:+14155550123"],
    ["whatsapp:+14155550123", "whatsapp:+14155550123"],
    [" +1 (415) 555-0123 ", "whatsapp:+14155550123"],
    ["+49 151 / 1234.5678", "whatsapp:+4915112345678"],
    ["+52 1 55 1234 5678", "whatsapp:+525512345678"],
    ["0049 151 12345678", "whatsapp:+4915112345678"],
    ["(+49) 151 12345678", "whatsapp:+4915112345678"],
    ["\u202a+49\u00a0151\u00a012345678\u202c", "whatsapp:+4915112345678"],
    ["＋４９ 151 12345678", null],
    ["https://wa.me/4915112345678", "whatsapp:+4915112345678"],
    ["tel:+4915112345678", "whatsapp:+4915112345678"],
    ["DE.abc42", "whatsapp:DE.abc42"],
    ["whatsapp:US.13491208655302741918", "whatsapp:US.13491208655302741918"],
    ["0151 12345678", null],
    ["+1415555", null],
    ["+999123456789", null],
    ["+٤٩١٥١٢٣٤٥٦٧", null],
    ["+14155550123 or so", null],
    ["de.abc", null],
    ["Mary", null],
    ["", null],
  ];
  test.each(read)("%p is %p", (written, address) => {
    expect(readUserAddress(written)).toBe(address);
  });
});

describe("a user on a list", () => {
  const isMeant = (listed: string, phoneNumber: string) =>
    isListed({ phoneNumber, externalUserId: null }, [listed]);

  test("is found under every spelling of their number, and under no other number", () => {
    const same: [string, string][] = [
      ["whatsapp:+525512345678", "whatsapp:+5215512345678"],
      ["whatsapp:+5511987654321", "whatsapp:+551187654321"],
      ["whatsapp:+541123456789", "whatsapp:+5491123456789"],
      ["whatsapp:+14155550123", "whatsapp:+14155550123"],
    ];
    for (const [one, other] of same) {
      expect(isMeant(one, other)).toBe(true);
      expect(isMeant(other, one)).toBe(true);
      expect(isMeant(one, `${other.slice(0, -1)}0`)).toBe(false);
    }
    expect(spellingsOf("whatsapp:+551133334444")).toEqual(["whatsapp:+551133334444"]);
  });

  test("is found by username too, and an empty list contains no user", () => {
    const identity = { phoneNumber: null, externalUserId: "whatsapp:DE.ada" };
    expect(isListed(identity, ["whatsapp:DE.ada"])).toBe(true);
    expect(isListed(identity, [])).toBe(false);
    expect(isListed({ phoneNumber: null, externalUserId: null }, ["whatsapp:DE.ada"])).toBe(false);
  });
});

test("a number that is too short without its leading zeros is invalid", () => {
  expect(readUserAddress("+9800000")).toBeNull();
});
