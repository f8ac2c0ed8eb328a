import type { PageCollector } from "./collect-pages.ts";

const KINDS: Readonly<Record<string, string>> = {
  VEVENT: "Event",
  VTODO: "Task",
  VJOURNAL: "Note",
};
/** The facts of an appointment that are shown, in this order. */
const FACTS: Readonly<Record<string, string>> = {
  SUMMARY: "What",
  DTSTART: "Starts",
  DTEND: "Ends",
  DURATION: "Lasts",
  DUE: "Due",
  RRULE: "Repeats",
  EXDATE: "Not on",
  RDATE: "Also on",
  RECURRENCE_ID: "Instead of",
  LOCATION: "Where",
  ORGANIZER: "By",
  ATTENDEE: "With",
  STATUS: "Status",
  URL: "Link",
  DESCRIPTION: "About",
};
/** Facts with several values after each other. */
const LISTS = new Set(["EXDATE", "RDATE"]);
const DAY_MS = 86_400_000;
const MOMENT = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$/;

export function isCalendar(sample: string): boolean {
  return /^\s{0,20}BEGIN:VCALENDAR\s/i.test(sample);
}

/** Writes the appointments of a calendar file (RFC 5545), each with its day, hour, zone and place. */
export function readCalendar(text: string, pages: PageCollector): void {
  let facts: Map<string, string[]> | null = null;
  let depth = 0;
  for (const line of unfold(text)) {
    if (pages.isFull()) return;
    const { name, value, ...parameters } = parseLine(line);
    const kind = KINDS[value.toUpperCase()];
    if (name === "BEGIN") {
      // An alarm is inside an event, and has a description of its own.
      if (facts !== null) depth += 1;
      else if (kind !== undefined) facts = new Map();
    } else if (name === "END") {
      if (depth > 0) depth -= 1;
      else if (facts !== null && kind !== undefined) {
        writeFacts(kind, facts, pages);
        facts = null;
      }
    } else if (facts !== null && depth === 0 && FACTS[name] !== undefined) {
      const values = facts.get(name) ?? [];
      const parts = LISTS.has(name) ? value.split(",") : [value];
      values.push(...parts.map((part) => showValue(name, part, parameters)));
      facts.set(name, values);
    }
  }
}

function writeFacts(kind: string, facts: Map<string, string[]>, pages: PageCollector): void {
  pages.line(`# ${kind}`);
  for (const [name, label] of Object.entries(FACTS)) {
    const values = facts.get(name);
    if (values !== undefined) pages.line(`${label}: ${values.join(", ")}`);
  }
  pages.line("");
}

/** Joins lines that begin with a space to the line before. */
function unfold(text: string): string[] {
  return text.replace(/\r?\n[ \t]/g, "").split(/\r?\n|\r/);
}

interface Parameters {
  readonly zone: string | null;
  /** The name behind an address. */
  readonly person: string | null;
  /** The answer to an invitation. */
  readonly answer: string | null;
}

function parseLine(line: string): Parameters & { readonly name: string; readonly value: string } {
  // A colon between quotes belongs to a parameter.
  const [, head = "", value = ""] = /^((?:[^":]|"[^"]*")*):([^]*)$/.exec(line) ?? [];
  const name = head.split(";")[0]?.toUpperCase().replace("-", "_") ?? "";
  const zone = /;TZID="?([^";:]{1,100})/i.exec(head)?.[1] ?? null;
  const person = /;CN=(?:"([^"]{1,200})"|([^";:]{1,200}))/i.exec(head)?.slice(1).join("") ?? null;
  const answer = /;PARTSTAT=(ACCEPTED|DECLINED|TENTATIVE)/i.exec(head)?.[1]?.toLowerCase() ?? null;
  return { name, zone, person, answer, value: value.trim() };
}

function showValue(name: string, value: string, { zone, person, answer }: Parameters): string {
  const [, year, month, day, hour, minute, , utc] = MOMENT.exec(value) ?? [];
  if (year === undefined) {
    const text = unescape(value).replace(/^mailto:/i, "");
    const named = person === null || person === text ? text : `${person} <${text}>`;
    return answer === null ? named : `${named} (${answer})`;
  }
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return name === "DTEND" ? dayBefore(date) : date;
  const suffix = utc === undefined ? zone : "UTC";
  return `${date} ${hour}:${minute}${suffix === null ? "" : ` (${suffix})`}`;
}

/** Returns the last day of whole days, whose end is the day after it. */
function dayBefore(date: string): string {
  const at = Date.parse(date);
  return Number.isNaN(at) ? date : new Date(at - DAY_MS).toISOString().slice(0, 10);
}

function unescape(value: string): string {
  return value.replace(/\\([nN,;\\])/g, (_escape, each: string) => (/n/i.test(each) ? "\n" : each));
}
