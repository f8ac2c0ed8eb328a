import { expect, test } from "bun:test";
import { readVcards } from "../../src/text/read-vcards.ts";

const card = (...lines: string[]) => ["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\r\n");

test("names, organisations, numbers and addresses are read, whatever is in front of them", () => {
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
      numbers: ["+49 151 12345678 (mobile)", "+49 30 1 (work, home)"],
      addresses: ["ada@example.org"],
      details: [],
    },
  ]);
});

test("several contacts, with line feeds alone, a folded line and numbers as addresses", () => {
  const text = `${card("FN:Grace", "TEL;VALUE=uri:tel:+1-212")}${card("N:Hopper;Grace", "NOTE:a", " b")}`;
  expect(readVcards(text.replaceAll("\r\n", "\n"))).toEqual([
    { name: "Grace", organisation: null, numbers: ["+1-212"], addresses: [], details: [] },
    {
      name: "Grace Hopper",
      organisation: null,
      numbers: [],
      addresses: [],
      details: ["note: ab"],
    },
  ]);
  expect(readVcards(card("FN:A very", "  long name"))[0]?.name).toBe("A very long name");
});

test("the encoding of old phones is supported", () => {
  const text = card(
    "VERSION:2.1",
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=",
    "=C3=BCller",
  );
  expect(readVcards(text)[0]?.name).toBe("Jürgen Müller");
});

test("title, postal address, web page, birthday and note are read", () => {
  const text = card(
    "N:Hopper;Grace;Brewster;Dr.;PhD",
    "TITLE:Rear admiral",
    "ADR;TYPE=WORK:;;Main St 5\\; left;Arlington;VA;22201;USA",
    "URL:https://a.example/grace",
    "BDAY:19061209",
    "NOTE:Rings twice\\nand waits",
    "TEL;WORK;FAX:+1 2",
  );
  expect(readVcards(text)).toEqual([
    {
      name: "Dr. Grace Brewster Hopper PhD",
      organisation: null,
      numbers: ["+1 2 (work, fax)"],
      addresses: [],
      details: [
        "title: Rear admiral",
        "address: Main St 5; left, Arlington, VA, 22201, USA",
        "web: https://a.example/grace",
        "birthday: 1906-12-09",
        "note: Rings twice and waits",
      ],
    },
  ]);
});

test("a contact without a name goes by a nickname or an organisation", () => {
  expect(readVcards(card("NICKNAME:Ada"))[0]?.name).toBe("Ada");
  expect(readVcards(card("ORG:Engines"))[0]?.organisation).toBe("Engines");
});

test("line ends of any system and letters of any encoding are understood", () => {
  expect(readVcards(card("FN:Ada", "TEL:+1 2").replaceAll("\r\n", "\r"))[0]?.name).toBe("Ada");
  const latin = Buffer.from(card("FN:J\xfcrgen"), "latin1");
  expect(readVcards(latin)[0]?.name).toBe("Jürgen");
  const cyrillic = Buffer.from(card("FN;CHARSET=windows-1251:\xc0\xed\xed\xe0"), "latin1");
  expect(readVcards(cyrillic)[0]?.name).toBe("Анна");
  const quoted = card("FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=FCrgen");
  expect(readVcards(quoted)[0]?.name).toBe("Jürgen");
  expect(readVcards(Buffer.from(`\ufeff${card("FN:Zoë")}`, "utf16le"))[0]?.name).toBe("Zoë");
});

test("an empty contact is left out, and nonsense is not a contact", () => {
  expect(readVcards(card("VERSION:3.0", "NOTE:nothing"))).toEqual([]);
  expect(readVcards("")).toEqual([]);
  expect(readVcards("BEGIN:VCARD")).toEqual([]);
  expect(readVcards("BEGIN:VCARD\nFN:x\n".repeat(1_000))).toHaveLength(100);
});
