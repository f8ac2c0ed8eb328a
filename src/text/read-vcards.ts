import { TextDecoder } from "node:util";

export interface Contact {
  readonly name: string | null;
  readonly organisation: string | null;
  /** Each with its kinds, such as `+49 30 1 (work, fax)`. */
  readonly numbers: readonly string[];
  /** E-mail addresses. */
  readonly addresses: readonly string[];
  /** Title, postal addresses, web pages, birthday and notes, each with its label. */
  readonly details: readonly string[];
}

interface Property {
  readonly name: string;
  readonly parameters: string;
  readonly value: string;
  /** True if each character of the value is a byte. */
  readonly isRaw: boolean;
}

/** More than a user would look through in a chat. */
const MAX_CONTACTS = 100;
const MAX_NUMBERS = 20;
const MAX_VALUE_LENGTH = 300;
/**
 * The maximum length of an encoded value: three characters per byte, and four bytes per character.
 */
const MAX_RAW_LENGTH = 12 * MAX_VALUE_LENGTH;

/**
 * The maximum number of lines in one contact, after the lines of a photograph are joined; also the
 * length of a line that is read.
 */
const MAX_LINES = 500;
const MAX_LINE_LENGTH = 1_000 + MAX_RAW_LENGTH;

/** The label of each detail, by its property. */
const DETAILS: Readonly<Record<string, string>> = {
  TITLE: "title",
  ROLE: "role",
  ADR: "address",
  URL: "web",
  BDAY: "birthday",
  NOTE: "note",
};
/** The properties that are read: the rest is mostly photographs. */
const NAMES: ReadonlySet<string> = new Set([
  "FN",
  "N",
  "NICKNAME",
  "ORG",
  "TEL",
  "EMAIL",
  ...Object.keys(DETAILS),
]);
const JOINTS: Readonly<Record<string, string>> = { ADR: ", ", URL: ";" };
const KINDS: Readonly<Record<string, string>> = {
  CELL: "mobile",
  WORK: "work",
  HOME: "home",
  FAX: "fax",
  MAIN: "main",
  PAGER: "pager",
};

/**
 * Reads the contacts in a text of vCards (versions 2.1, 3.0 and 4.0), without those that have
 * neither name nor number nor address. Bytes that are not UTF-8 are decoded as each property
 * declares. Does not use a library: the available ones return the raw properties, and interpreting
 * them is the main work.
 */
export function readVcards(written: string | Uint8Array): Contact[] {
  const { text, isRaw } = toText(written);
  return text
    .replaceAll(/\r\n?/g, "\n")
    .split(/^BEGIN:VCARD\s*$/im)
    .slice(1, MAX_CONTACTS + 1)
    .map((card) => toContact(readProperties(card, isRaw)))
    .filter(
      ({ name, organisation, numbers, addresses }) =>
        name !== null || organisation !== null || numbers.length + addresses.length > 0,
    );
}

/** Returns the text; bytes that are not UTF-8 become one character each, to be decoded later. */
function toText(written: string | Uint8Array): { readonly text: string; readonly isRaw: boolean } {
  if (typeof written === "string") return { text: written, isRaw: false };
  const wide = written[0] === 0xff && written[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    // The end may be inside a character.
    const text = new TextDecoder(wide, { fatal: true }).decode(written, { stream: true });
    return { text, isRaw: false };
  } catch {
    return { text: Buffer.from(written).toString("latin1"), isRaw: true };
  }
}

function toContact(properties: readonly Property[]): Contact {
  const partsOf = (name: string) =>
    properties.filter((property) => property.name === name).map(readParts);
  const first = (name: string) => partsOf(name)[0]?.filter(Boolean) ?? [];
  const organisation = first("ORG").join(", ");
  return {
    name: first("FN").join(" ") || fromParts(partsOf("N")[0]) || first("NICKNAME")[0] || null,
    organisation: organisation === "" ? null : organisation,
    numbers: readNumbers(properties),
    addresses: [...new Set(partsOf("EMAIL").map(([value = ""]) => value))]
      .filter(Boolean)
      .slice(0, MAX_NUMBERS),
    details: Object.entries(DETAILS)
      .flatMap(([name, label]) => partsOf(name).map((parts) => describe(name, label, parts)))
      .filter((detail) => detail !== null)
      .slice(0, MAX_NUMBERS),
  };
}

/** Joins family name, given names, further names, prefix and suffix. */
function fromParts(parts: readonly string[] | undefined): string | null {
  const [family = "", given = "", further = "", before = "", after = ""] = parts ?? [];
  return [before, given, further, family, after].filter(Boolean).join(" ") || null;
}

/** Returns each number once, with all its kinds. */
function readNumbers(properties: readonly Property[]): string[] {
  const kinds = new Map<string, Set<string>>();
  for (const property of properties.filter(({ name }) => name === "TEL")) {
    const number = (readParts(property)[0] ?? "").replace(/^tel:/i, "");
    if (number === "") continue;
    const known = kinds.get(number) ?? new Set();
    for (const word of property.parameters.split(/[^A-Z]+/)) {
      const kind = KINDS[word];
      if (kind !== undefined) known.add(kind);
    }
    kinds.set(number, known);
  }
  return [...kinds]
    .slice(0, MAX_NUMBERS)
    .map(([number, known]) => (known.size === 0 ? number : `${number} (${[...known].join(", ")})`));
}

function describe(name: string, label: string, parts: readonly string[]): string | null {
  const text = parts.filter(Boolean).join(JOINTS[name] ?? "; ");
  if (text === "") return null;
  const date = name === "BDAY" ? text.replace(/^(\d{4})(\d\d)(\d\d)(?:T.*)?$/, "$1-$2-$3") : text;
  return `${label}: ${date}`;
}

function readProperties(card: string, isRaw: boolean): Property[] {
  const lines = card.replaceAll(/\n[ \t]/g, "").split("\n", MAX_LINES);
  return joinEncoded(lines).flatMap((line) => {
    // A group may come first, as in `item1.TEL;type=CELL:+49 …`.
    const found = /^(?:[\w-]{1,64}\.)?([\w-]{1,64})((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)$/.exec(
      line,
    );
    if (found === null) return [];
    const [, name = "", parameters = "", value = ""] = found;
    if (!NAMES.has(name.toUpperCase())) return [];
    return [
      {
        name: name.toUpperCase(),
        parameters: parameters.toUpperCase(),
        value: value.slice(0, MAX_RAW_LENGTH),
        isRaw,
      },
    ];
  });
}

/**
 * Joins quoted-printable values, which continue on the next line as long as one ends with an equals
 * sign.
 */
function joinEncoded(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let pieces: string[] = [];
  for (const line of lines) {
    const isOpen = line.endsWith("=") && (pieces.length > 0 || isEncoded(line));
    pieces.push((isOpen ? line.slice(0, -1) : line).slice(0, MAX_LINE_LENGTH));
    if (isOpen) continue;
    joined.push(pieces.join("").slice(0, MAX_LINE_LENGTH));
    pieces = [];
  }
  return [...joined, pieces.join("").slice(0, MAX_LINE_LENGTH)];
}

function isEncoded(line: string): boolean {
  return /QUOTED-PRINTABLE/i.test(line.split(":", 1)[0] ?? "");
}

/** Returns a value's parts, separated by semicolons that are not escaped. */
function readParts({ parameters, value, isRaw }: Property): string[] {
  const charset = /CHARSET="?([\w.:-]{1,40})/.exec(parameters)?.[1];
  const isQuoted = parameters.includes("QUOTED-PRINTABLE");
  const bytes = isQuoted ? unquote(value) : value;
  const decoded = isQuoted || isRaw ? decodeBytes(bytes, charset) : value;
  return decoded.split(/(?<!\\);/).map((part) =>
    part
      .replaceAll(/\\n/gi, " ")
      .replaceAll(/\\([,;:\\])/g, "$1")
      .trim()
      .slice(0, MAX_VALUE_LENGTH)
      .replace(/[\ud800-\udbff]$/, ""),
  );
}

function unquote(value: string): string {
  return value.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * Decodes bytes by the declared charset, as UTF-8 if valid, otherwise as old Western phones write.
 */
function decodeBytes(text: string, charset: string | undefined): string {
  const bytes = Buffer.from(text, "latin1");
  for (const label of [charset, "utf-8"]) {
    if (label === undefined) continue;
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // The charset is unknown, or the declaration is wrong.
    }
  }
  return new TextDecoder("windows-1252").decode(bytes);
}
