import { type Fields, fieldsOf, listOf, wordsIn } from "./read-json.ts";

const MAX_CONTACTS = 100;
const MAX_ENTRIES = 20;

/** Writes the contacts of a message as vCards, the form in which other channels deliver them. */
export function writeVcards(contacts: readonly unknown[]): string {
  return contacts.slice(0, MAX_CONTACTS).map(writeVcard).join("");
}

function writeVcard(contact: unknown): string {
  const { vcard, name, org, birthday, phones, emails, urls, addresses } = fieldsOf(contact);
  const given = wordsIn(vcard, 100_000);
  if (given?.includes("BEGIN:VCARD") === true) return `${given.trim()}\r\n`;
  const { formatted_name: full, first_name: first, last_name: last } = fieldsOf(name);
  const { company, department, title } = fieldsOf(org);
  const lines = [
    line("FN", [wordsIn(full) ?? joined([first, last], " ")]),
    line("ORG", [wordsIn(company), wordsIn(department)]),
    line("TITLE", [wordsIn(title)]),
    line("BDAY", [wordsIn(birthday)]),
    ...entries(phones, (one) => line(typed("TEL", one), [wordsIn(one["phone"] ?? one["wa_id"])])),
    ...entries(emails, (one) => line(typed("EMAIL", one), [wordsIn(one["email"])])),
    ...entries(urls, (one) => line("URL", [wordsIn(one["url"])])),
    ...entries(addresses, ({ street, city, state, zip, country }) =>
      line("ADR", ["", "", ...[street, city, state, zip, country].map((part) => wordsIn(part))]),
    ),
  ];
  return ["BEGIN:VCARD", "VERSION:3.0", ...lines.flat(), "END:VCARD", ""].join("\r\n");
}

function entries(list: unknown, write: (entry: Fields) => string[]): string[] {
  return listOf(list)
    .slice(0, MAX_ENTRIES)
    .flatMap((entry) => write(fieldsOf(entry)));
}

/** Returns nothing if every part of the value is missing. */
function line(name: string, parts: readonly (string | null)[]): string[] {
  if (parts.every((part) => part === null || part === "")) return [];
  const value = parts
    .map((part) => (part ?? "").replaceAll(/[\\;,]/g, (mark) => `\\${mark}`))
    .join(";")
    .replaceAll(/\r?\n|\r/g, "\\n");
  return [`${name}:${value.replace(/;+$/, "")}`];
}

function typed(name: string, { type }: Fields): string {
  const kind = wordsIn(type, 20);
  return kind !== null && /^\w+$/.test(kind) ? `${name};TYPE=${kind.toUpperCase()}` : name;
}

function joined(parts: readonly unknown[], mark: string): string | null {
  return wordsIn(parts.flatMap((part) => wordsIn(part) ?? []).join(mark));
}
