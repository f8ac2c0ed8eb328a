import { describe, expect, test } from "bun:test";
import { PermanentError } from "../../src/core/errors.ts";
import type { Logger } from "../../src/core/ports.ts";
import { jsonLines } from "../../src/log/json.ts";
import { createLogger } from "../../src/log/logger.ts";
import { prettyLines } from "../../src/log/pretty.ts";
import type { Lines } from "../../src/log/record.ts";

type Options = Partial<Parameters<typeof createLogger>[0]>;

function logged(options: Options, speak: (log: Logger) => void): string[] {
  const lines: string[] = [];
  const write = (line: string) => {
    expect(line.endsWith("\n")).toBe(true);
    lines.push(line.slice(0, -1));
  };
  speak(createLogger({ level: "debug", lines: jsonLines, colors: false, write, ...options }));
  return lines;
}

function loggedJson(speak: (log: Logger) => void): unknown[] {
  return logged({}, speak).map((line): unknown => JSON.parse(line));
}

describe("for machines", () => {
  test("a line is one JSON object with time, level, event and the facts beside them", () => {
    const lines = loggedJson((log) => {
      log.info("http.listening", { port: 8000, host: "::" });
      log.warn("config.warning");
    });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(lines).toEqual([
      { time, level: "info", event: "http.listening", port: 8000, host: "::" },
      { time, level: "warning", event: "config.warning" },
    ]);
  });

  test("no fact can pose as the level, and an event is not a template", () => {
    const [line] = loggedJson((log) => log.debug("a {b} event", { level: "error", b: "canary" }));
    expect(line).toMatchObject({ level: "debug", event: "a {b} event", b: "canary" });
  });

  test("an error is logged with its code, its stack and its cause", () => {
    const cause = new TypeError("socket closed");
    const error = new PermanentError("not sent", { code: "63016", cause });
    const [line] = loggedJson((log) => log.error("send.refused", { error }));
    expect(line).toMatchObject({
      error: {
        name: "PermanentError",
        message: "not sent",
        code: "63016",
        stack: expect.stringContaining("logger.test.ts"),
        cause: { name: "TypeError", message: "socket closed" },
      },
    });
  });

  test("nothing else of an upstream's error is logged: requests contain keys and bodies", () => {
    const error = Object.assign(new Error("failed"), { config: { headers: "canary" } });
    const [line] = logged({}, (log) => log.error("send.failed", { error, nested: { error } }));
    expect(line).toContain("failed");
    expect(line).not.toContain("canary");
  });

  test("facts that JSON does not support are logged too", () => {
    const circle: Record<string, unknown> = { name: "circle" };
    circle["self"] = circle;
    const facts = {
      big: 10n,
      none: undefined,
      nan: Number.NaN,
      bytes: new Uint8Array(3),
      url: new URL("http://a.example/"),
      circle,
    };
    const [line] = loggedJson((log) => log.info("odd", facts));
    expect(line).toMatchObject({
      big: "10",
      nan: "NaN",
      bytes: "3 bytes",
      url: "http://a.example/",
      circle: { name: "circle", self: { name: "circle" } },
    });
  });
});

describe("for reading", () => {
  test("a line names event and facts, and an error shows where it came from", () => {
    const error = new PermanentError("not sent", { code: "63016", cause: new Error("inner") });
    const [line] = logged({ lines: prettyLines }, (log) =>
      log.error("send.refused", { part: 2, to: "the user", error }),
    );
    expect(line).toMatch(/error +send\.refused part=2 to="the user" error="PermanentError: not/);
    expect(line).toMatch(/\n {6}at .*logger\.test\.ts/);
    expect(line).toMatch(/\n {4}caused by Error: inner\n {6}at /);
  });

  test("only a line of ours begins without indentation", () => {
    const error = new Error("first\n2026 error forged", { cause: new Error("x\nforged again") });
    const [line] = logged({ lines: prettyLines }, (log) =>
      log.info("a", { error, text: "b\r\nc" }),
    );
    const further = String(line).split("\n").slice(1);
    expect(further.length).toBeGreaterThan(0);
    expect(further.filter((text) => !text.startsWith("    "))).toEqual([]);
    expect(line).not.toContain("\r");
  });
});

describe.each([
  ["json", jsonLines],
  ["pretty", prettyLines],
] as const)("in %s", (_, written: Lines) => {
  test("nothing that a user can write breaks a line or moves a cursor", () => {
    const wild =
      "a\nb\r\u001b[2J\u0007\u0085\u009b1m\u2028\u202e\u2066\u200f\ufeff\ud800\u{e0001}z";
    const lines = logged({ lines: written }, (log) => {
      log.info("wild", { text: wild, [wild]: 1, deep: { list: [wild] } });
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(lines[0]).toContain("z");
  });

  test("secrets are hidden wherever they stand", () => {
    const secrets = ['canary-"quoted"-secret', "canary-token", "canary-token-longer", ""];
    const lines = logged({ lines: written, secrets }, (log) => {
      log.info("a", { key: "canary-token", header: "Bearer canary-token-longer!" });
      log.info("b", { quoted: 'canary-"quoted"-secret', "canary-token": 1 });
      log.error("c", { error: new Error("GET /?key=canary-%22quoted%22-secret failed") });
      log.error("d", { error: new Error("x", { cause: new Error("canary-token") }) });
    }).join("\n");
    expect(lines).not.toContain("canary");
    expect(lines).not.toContain("-longer");
    expect(lines).toContain("***");
  });

  test("the number within a message's id of WhatsApp's is hidden, and the id can still be told apart", () => {
    const number = Buffer.from("\x1c\x18\x0b16467043595\x15\x02\x00", "latin1");
    const own = Buffer.from("\x11\x18\x123EB0538DA65A59F6D8\x00", "latin1");
    const sid = `wamid.${Buffer.concat([number, own]).toString("base64")}`;
    const [line = ""] = logged({}, (log) => log.info("part accepted", { sid, note: `(${sid})` }));
    expect(line).toContain(`"sid":"wamid.***${sid.slice(-12)}"`);
    expect(line).not.toContain(number.toString("base64").slice(0, 12));
    expect(Buffer.from(sid.slice(-12), "base64").toString("latin1")).not.toContain("16467043595");
  });

  test("a full number or username id is hidden even in an upstream's words", () => {
    const error = new Error("The 'To' number whatsapp:+4915112345678 is not valid");
    const lines = logged({ lines: written }, (log) => {
      log.warn("a", { error, url: "/?To=whatsapp%3A%2B4915112345678" });
      log.warn("b", { to: "whatsapp:DE.canary123", or: "whatsapp%3ADE.ca-nary.canary" });
      log.warn("c", { error: new Error("x", { cause: new Error("WaId=4915112345678") }) });
      log.warn("d 4915112345678", { 4915112345678: ["https://a.example/4915112345678"] });
    }).join("\n");
    expect(lines).not.toMatch(/49151|123456|nary/);
    expect(lines).toContain("+***78");
    expect(lines).toContain("WaId=***78");
  });

  test("text that only looks like a phone number stays: figures, sids, hashes, fractions", () => {
    const sid = "SM12345678901234567890123456789012";
    const facts = {
      bytes: 16_777_216,
      deep: { at: 1_795_000_000_000 },
      share: "0.1234567890",
      sid,
    };
    const lines = logged({ lines: written }, (log) =>
      log.info("a", { ...facts, code: "63016" }),
    ).join();
    for (const told of ["16777216", "1795000000000", "0.1234567890", sid, "63016"]) {
      expect(lines).toContain(told);
    }
  });

  test("a secret with many digits in it is hidden as a whole", () => {
    const secrets = ["head-12345678901-tail"];
    const lines = logged({ lines: written, secrets }, (log) =>
      log.info("a", { key: `is ${secrets[0]}` }),
    );
    expect(lines.join()).not.toMatch(/head|tail/);
  });

  test("events below the level are not written", () => {
    const lines = logged({ lines: written, level: "warning" }, (log) => {
      log.debug("a");
      log.info("b");
      log.warn("c");
      log.error("d");
    });
    expect(lines).toHaveLength(2);
  });
});

const LINES = 300;
const script = `
  const { createLogger } = await import("${import.meta.dir}/../../src/log/logger.ts");
  const { jsonLines } = await import("${import.meta.dir}/../../src/log/json.ts");
  const log = createLogger({ level: "info", lines: jsonLines });
  for (let i = 1; i <= ${LINES}; i += 1) log.info("line", { i, text: "x".repeat(1000) });
  process.stderr.write("still here");
  process.exit(0);`;

const uncaught = `
  const { createLogger, logUncaught } = await import("${import.meta.dir}/../../src/log/logger.ts");
  const { jsonLines } = await import("${import.meta.dir}/../../src/log/json.ts");
  const log = createLogger({ level: "info", lines: jsonLines, secrets: ["a-secret-word"] });
  logUncaught(log);
  setTimeout(() => { throw new Error("thrown with a-secret-word"); });
  setTimeout(() => void Promise.reject(new Error("rejected with a-secret-word")), 1);
  const both = Promise.withResolvers();
  let count = 0;
  const hear = () => { if ((count += 1) === 2) both.resolve(); };
  process.on("uncaughtException", hear).on("unhandledRejection", hear);
  await both.promise;
  log.info("still here");
  process.exit(0);`;

describe("standard output", () => {
  test("an uncaught error is a log line without secrets, and nothing on standard error", async () => {
    const child = Bun.spawn([process.execPath, "-e", uncaught], { stderr: "pipe" });
    const [said, complained] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    const lines = said
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: "error", error: { message: "thrown with ***" } },
      { level: "error", error: { message: "rejected with ***" } },
      { event: "still here" },
    ]);
    expect(complained).toBe("");
  });

  test("the last line before an exit is not lost", async () => {
    const child = Bun.spawn([process.execPath, "-e", script], { stderr: "ignore" });
    const lines = (await child.stdout.text()).trim().split("\n");
    expect(lines).toHaveLength(LINES);
    expect(lines.at(-1)).toContain(`"i":${LINES}`);
  });

  test("a log without a reader stops nothing", async () => {
    const pipe = `"$0" -e "$1" | head -n 1 > /dev/null`;
    const child = Bun.spawn(["sh", "-c", pipe, process.execPath, script], { stderr: "pipe" });
    expect(await child.stderr.text()).toBe("still here");
  });
});
