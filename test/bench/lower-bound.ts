// bun test/bench/lower-bound.ts FILE: the least that an honest acknowledgement takes. It checks
// Twilio's signature and inserts one row, which is on disk before the answer leaves; requests of the
// same turn of the event loop share a commit. Nothing else: no duplicates, no users, no queue, no log.
import { Database } from "bun:sqlite";
import { timingSafeEqual } from "node:crypto";

const { PORT, AUTH_TOKEN = "", SIGNED_URL = "" } = process.env;
const database = new Database(process.argv[2], { create: true });
database.run("PRAGMA journal_mode = WAL");
database.run("PRAGMA synchronous = FULL");
database.run(
  "CREATE TABLE messages (id INTEGER PRIMARY KEY, sid TEXT UNIQUE, sender TEXT, body TEXT)",
);
const begin = database.prepare("BEGIN IMMEDIATE");
const insert = database.prepare("INSERT INTO messages (sid, sender, body) VALUES (?, ?, ?)");
const commit = database.prepare("COMMIT");

interface Waiting {
  readonly params: ReadonlyMap<string, string>;
  resolve(): void;
}
let waiting: Waiting[] = [];

function flush(): void {
  const batch = waiting;
  waiting = [];
  begin.run();
  for (const { params } of batch) {
    insert.run(params.get("MessageSid") ?? "", params.get("From") ?? "", params.get("Body") ?? "");
  }
  commit.run();
  for (const { resolve } of batch) resolve();
}

function store(params: ReadonlyMap<string, string>): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push({ params, resolve }) === 1) setImmediate(flush);
  });
}

function isSigned(params: ReadonlyMap<string, string>, signature: string): boolean {
  let signed = SIGNED_URL;
  for (const name of [...params.keys()].sort()) signed += name + params.get(name);
  const expected = new Bun.CryptoHasher("sha1", AUTH_TOKEN).update(signed).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

Bun.serve({
  hostname: "127.0.0.1",
  port: Number(PORT),
  fetch: async (request) => {
    if (request.method === "GET") return new Response("alive");
    const params = new Map(new URLSearchParams(await request.text()));
    if (!isSigned(params, request.headers.get("x-twilio-signature") ?? "")) {
      return new Response(null, { status: 403 });
    }
    await store(params);
    return new Response("<Response/>", { headers: { "content-type": "text/xml" } });
  },
});
