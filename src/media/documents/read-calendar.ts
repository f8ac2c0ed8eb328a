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
  RECURRENCE_ID: "Instead of",
  LOCATION: "Where",
  ORGANIZER: "By",
  ATTENDEE: "With",
  STATUS: "Status",
  URL: "Link",
  DESCRIPTION: "About",
};
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
    const { name, zone, value } = parseLine(line);
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
      values.push(showValue(value, zone));
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

function parseLine(line: string): { name: string; zone: string | null; value: string } {
  // A colon between quotes belongs to a parameter.
  const [, head = "", value = ""] = /^((?:[^":]|"[^"]*")*):([^]*)$/.exec(line) ?? [];
  const name = head.split(";")[0]?.toUpperCase().replace("-", "_") ?? "";
  const zone = /;TZID="?([^";:]{1,100})/i.exec(head)?.[1] ?? null;
  return { name, zone, value: value.trim() };
}

function showValue(value: string, zone: string | null): string {
  const [, year, month, day, hour, minute, , utc] = MOMENT.exec(value) ?? [];
  if (year === undefined) return unescape(value).replace(/^mailto:/i, "");
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  const suffix = utc === undefined ? zone : "UTC";
  return `${date} ${hour}:${minute}${suffix === null ? "" : ` (${suffix})`}`;
}

function unescape(value: string): string {
  return value.replace(/\\([nN,;\\])/g, (_escape, each: string) => (/n/i.test(each) ? "\n" : each));
}
