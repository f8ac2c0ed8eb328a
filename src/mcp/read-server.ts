import { editDistance } from "../core/edit-distance.ts";
import { expandVariables, type Variable } from "../core/expand-variables.ts";
import type { McpServer } from "./mcp-server.ts";
import { isRecord } from "../core/json.ts";

export interface ReadServer {
  /** Null if it is disabled or has faults. */
  readonly server: McpServer | null;
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

const KEYS = [
  "type",
  "command",
  "args",
  "env",
  "cwd",
  "url",
  "headers",
  "tools",
  "allowedTools",
  "adminsOnly",
  "timeout",
  "disabled",
  "enabled",
];
const MAX_TIMEOUT_SECONDS = 300;

/** Reads one entry of `mcpServers`; each fault and warning begins with the server's name. */
export function readServer(name: string, given: unknown, variable: Variable): ReadServer {
  const faults: string[] = [];
  const fault = (says: string) => {
    faults.push(`${JSON.stringify(name)}: ${says}`);
  };
  if (!isRecord(given)) {
    fault('must be an object such as {"command": "npx", "args": ["…"]} or {"url": "https://…"}');
    return { server: null, faults, warnings: [] };
  }
  const warnings = Object.keys(given)
    .filter((key) => !KEYS.includes(key))
    .map((key) => `${JSON.stringify(name)}: ${describeUnknown(key)}`);
  const entry = new Entry(given, variable, fault);
  if (entry.flag("disabled") || !entry.flag("enabled", true))
    return { server: null, faults, warnings };
  const server: McpServer = {
    name,
    reach: readReach(entry),
    allowedTools: entry.texts("allowedTools") ?? entry.texts("tools"),
    isAdminsOnly: entry.flag("adminsOnly"),
    timeoutMs: entry.timeoutMs(),
  };
  return { server: faults.length === 0 ? server : null, faults, warnings };
}

function readReach(entry: Entry): McpServer["reach"] {
  const command = entry.text("command");
  const url = entry.text("url");
  const type = entry.text("type");
  if (type !== null && !/^(stdio|http|streamable-?http)$/i.test(type)) {
    entry.fault(`"type" must be stdio or http, but is ${JSON.stringify(type)}`);
  }
  if (command !== null && url !== null) {
    entry.fault('has both "command" and "url": keep the one that leads to the server');
  }
  if (command === null && url === null) {
    entry.fault('needs "command" (a program to start) or "url" (an address to call)');
  }
  if (url === null) {
    return {
      kind: "stdio",
      command: command ?? "",
      args: entry.texts("args") ?? [],
      env: entry.record("env"),
      cwd: entry.text("cwd"),
    };
  }
  // The address is not repeated: it may contain a token.
  const isHttp = /^https?:$/.test(URL.parse(url)?.protocol ?? "");
  if (!isHttp) entry.fault('"url" must be an address such as https://home.example.org/mcp');
  const headers = entry.record("headers");
  for (const [key, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(key) || !/^[\t\u0020-\u007E]*$/.test(value)) {
      entry.fault(`"headers" has a header ${JSON.stringify(key)} that cannot be sent`);
    }
  }
  return { kind: "http", url, headers };
}

/** The typed reading of one entry; texts have their variables replaced. */
class Entry {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #variable: Variable;
  readonly fault: (says: string) => void;

  constructor(
    given: Readonly<Record<string, unknown>>,
    variable: Variable,
    fault: (says: string) => void,
  ) {
    this.#given = given;
    this.#variable = variable;
    this.fault = fault;
  }

  text(key: string): string | null {
    const value = this.#given[key] ?? null;
    if (typeof value === "string" && value.trim() !== "") return this.#expand(key, value.trim());
    if (value !== null) this.fault(`"${key}" must be a text`);
    return null;
  }

  texts(key: string): readonly string[] | null {
    const value = this.#given[key] ?? null;
    if (value === null) return null;
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
      return value.map((one) => this.#expand(key, one));
    }
    this.fault(`"${key}" must be a list of texts`);
    return null;
  }

  record(key: string): Readonly<Record<string, string>> {
    const value = this.#given[key] ?? {};
    if (!isRecord(value)) {
      this.fault(`"${key}" must be an object of texts`);
      return {};
    }
    const texts = Object.entries(value).map(([name, one]) => {
      if (typeof one === "string") return [name, this.#expand(`${key}.${name}`, one)];
      // Other clients accept numbers and truth values as well.
      if (typeof one === "number" || typeof one === "boolean") return [name, String(one)];
      this.fault(`"${key}.${name}" must be a text`);
      return [name, ""];
    });
    return Object.fromEntries(texts);
  }

  flag(key: string, otherwise = false): boolean {
    const value = this.#given[key] ?? otherwise;
    if (typeof value === "boolean") return value;
    this.fault(`"${key}" must be true or false`);
    return false;
  }

  timeoutMs(): number | null {
    const seconds = this.#given["timeout"] ?? null;
    if (seconds === null) return null;
    if (typeof seconds === "number" && seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) {
      return seconds * 1_000;
    }
    this.fault(
      `"timeout" must be a number of seconds up to ${MAX_TIMEOUT_SECONDS}, but is ${JSON.stringify(seconds)}`,
    );
    return null;
  }

  #expand(key: string, text: string): string {
    return expandVariables(text, this.#variable, (name) =>
      this.fault(`"${key}" refers to \${${name}}, which is not set: set ${name}`),
    );
  }
}

function describeUnknown(key: string): string {
  const nearest = KEYS.find(
    (known) => editDistance(key.toLowerCase(), known.toLowerCase(), 2) < Infinity,
  );
  const ignored = `the key ${JSON.stringify(key)} is ignored`;
  return nearest === undefined ? ignored : `${ignored}; did you mean "${nearest}"?`;
}
