import { expect, test } from "bun:test";
import { readVcards } from "../../src/text/read-vcards.ts";

const card = (...lines: string[]) => ["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\r\n");

test("names, organisations, numbers and addresses are read, whatever stands in front of them", () => {
  const text = card(
    "VERSION:3.0",
    "N:Lovelace;Ada;;;",
    "FN:Ada Lovelace",
    "ORG:Engines\\, Inc.;Research",
    "item1.TEL;type=CELL;waid=4915112345678:+49 151 12345678",
    "TEL;TYPE=work:+49 30 1",
    "TEL;TYPE=home:+49 30 1",
    'EMAIL;TYPE="a:b":ada@example.org',
    "PHOTO;ENCODING=b:AAAA",
  );
  expect(readVcards(text)).toEqual([
    {
      name: "Ada Lovelace",
      organisation: "Engines, Inc., Research",
      numbers: ["+49 151 12345678", "+49 30 1"],
      addresses: ["ada@example.org"],
    },
  ]);
});

test("several contacts, with line feeds alone, a folded line and numbers as addresses", () => {
  const text = `${card("FN:Grace", "TEL;VALUE=uri:tel:+1-212")}${card("N:Hopper;Grace", "NOTE:a", " b")}`;
  expect(readVcards(text.replaceAll("\r\n", "\n"))).toEqual([
    { name: "Grace", organisation: null, numbers: ["+1-212"], addresses: [] },
    { name: "Grace Hopper", organisation: null, numbers: [], addresses: [] },
  ]);
  expect(readVcards(card("FN:A very", "  long name"))[0]?.name).toBe("A very long name");
});

test("the encoding of old telephones is understood", () => {
  const text = card(
    "VERSION:2.1",
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=",
    "=C3=BCller",
  );
  expect(readVcards(text)[0]?.name).toBe("Jürgen Müller");
});

test("what names nobody is left out, and nonsense is no contact", () => {
  expect(readVcards(card("VERSION:3.0", "NOTE:nothing"))).toEqual([]);
  expect(readVcards("")).toEqual([]);
  expect(readVcards("BEGIN:VCARD")).toEqual([]);
  expect(readVcards("BEGIN:VCARD\nFN:x\n".repeat(1_000))).toHaveLength(100);
});
