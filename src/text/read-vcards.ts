export interface Contact {
  readonly name: string | null;
  readonly organisation: string | null;
  readonly numbers: readonly string[];
  /** For e-mail. */
  readonly addresses: readonly string[];
}

interface Property {
  readonly name: string;
  readonly parameters: string;
  readonly value: string;
}

/** More than a person would look through in a chat. */
const MAX_CONTACTS = 100;
const MAX_NUMBERS = 20;
const MAX_VALUE_LENGTH = 300;
/** Of a value as it is written: three characters a byte, and four bytes a character. */
const MAX_RAW_LENGTH = 12 * MAX_VALUE_LENGTH;

/** Of one contact, once a photograph is joined to one of them, and of a line the part that is read. */
const MAX_LINES = 500;
const MAX_LINE_LENGTH = 1_000 + MAX_RAW_LENGTH;

/** All that is looked at: the rest is mostly a photograph. */
const NAMES: ReadonlySet<string> = new Set(["FN", "N", "ORG", "TEL", "EMAIL"]);

/**
 * The people in a text of vCards (versions 2.1, 3.0 and 4.0), without those of whom neither name
 * nor number nor address is given. Not by a library: of a large format only four properties matter.
 */
export function readVcards(text: string): Contact[] {
  return text
    .split(/^BEGIN:VCARD\s*$/im)
    .slice(1, MAX_CONTACTS + 1)
    .map((card) => toContact(readProperties(card)))
    .filter(
      ({ name, numbers, addresses }) => name !== null || numbers.length + addresses.length > 0,
    );
}

function toContact(properties: readonly Property[]): Contact {
  const values = (name: string): string[] => [
    ...new Set(
      properties
        .filter((property) => property.name === name)
        .map(readValue)
        .filter((value) => value !== ""),
    ),
  ];
  return {
    name: values("FN")[0] ?? fromParts(values("N")[0]),
    organisation: values("ORG")[0]?.split(";").filter(Boolean).join(", ") ?? null,
    numbers: values("TEL")
      .slice(0, MAX_NUMBERS)
      .map((value) => value.replace(/^tel:/i, "")),
    addresses: values("EMAIL").slice(0, MAX_NUMBERS),
  };
}

/** Family name first, then given names, each list closed by a semicolon. */
function fromParts(parts: string | undefined): string | null {
  const [family = "", given = ""] = (parts ?? "").split(";");
  return `${given.trim()} ${family.trim()}`.trim() || null;
}

function readProperties(card: string): Property[] {
  const lines = card.replaceAll(/\r?\n[ \t]/g, "").split(/\r?\n/, MAX_LINES);
  return joinEncoded(lines).flatMap((line) => {
    // A group may stand in front, as in `item1.TEL;type=CELL:+49 …`.
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
      },
    ];
  });
}

/** Quoted-printable values go on in the next line for as long as one ends with an equals sign. */
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

function readValue({ parameters, value }: Property): string {
  const decoded = parameters.includes("QUOTED-PRINTABLE") ? fromQuotedPrintable(value) : value;
  return decoded
    .replaceAll(/\\n/gi, " ")
    .replaceAll(/\\([,;:\\])/g, "$1")
    .trim()
    .slice(0, MAX_VALUE_LENGTH)
    .replace(/[\ud800-\udbff]$/, "");
}

function fromQuotedPrintable(value: string): string {
  const bytes = value.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
