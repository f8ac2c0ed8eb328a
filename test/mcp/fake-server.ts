// A program that speaks MCP over standard input and output, and misbehaves as FAKE says.
import { appendFileSync, existsSync } from "node:fs";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly protocolVersion?: string;
    readonly name?: string;
    readonly arguments?: Readonly<Record<string, unknown>>;
  };
}

const mode = process.env["FAKE"] ?? "";
const notes = process.env["NOTES"] ?? null;
let isGrown = false;

const NOTE = {
  name: "note",
  description: "Notes a text.",
  inputSchema: { type: "object", properties: { text: { type: "string" } } },
};
const READ = { name: "read", inputSchema: {}, annotations: { readOnlyHint: true } };
const ODD = { name: "an odd name", inputSchema: { type: "object" } };
const WRONG = [{ description: "no name" }, null, { ...NOTE, description: "twice" }];

const send = (message: object) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

function answer({ id, method, params }: Message): void {
  const reply = (result: object) => send({ id, result });
  const say = (text: string) => reply({ content: [{ type: "text", text }] });
  switch (method ?? "") {
    case "initialize":
      if (mode === "silent") return;
      reply({
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: "fake", version: "1" },
      });
      return;
    case "tools/list":
      reply({
        tools: [NOTE, READ, ODD, ...WRONG, ...(isGrown ? [{ ...READ, name: "grown" }] : [])],
      });
      return;
    case "tools/call":
      if (notes !== null) appendFileSync(notes, `${String(params?.arguments?.["text"])}\n`);
      break;
    default:
      return;
  }
  switch (params?.arguments?.["text"]) {
    case "hang":
      return;
    case "die":
      process.exit(1);
      break;
    case "huge":
      say("x".repeat(3_000_000));
      return;
    case "endless":
      process.stdout.write("x".repeat(11_000_000));
      return;
    case "wrong":
      process.stdout.write("This is no JSON.\n");
      reply({ content: "none" });
      return;
    case "refuse":
      send({ id, error: { code: -32602, message: "No such day." } });
      return;
    case "refuse otherwise":
      send({ id, error: { code: -32000, message: "No such room." } });
      return;
    case "grow":
      isGrown = true;
      send({ method: "notifications/tools/list_changed" });
      break;
    case "environment":
      say(JSON.stringify(process.env));
      return;
    default:
  }
  say(`You said ${String(params?.arguments?.["text"])}.`);
}

if (notes !== null) appendFileSync(`${notes}.starts`, `${process.pid}\n`);
if (mode === "down" && !existsSync(`${notes}.up`)) {
  process.stderr.write("The disk is full of secrets.\n");
  process.exit(1);
}
process.stderr.write("ready\n");
let rest = "";
for await (const chunk of process.stdin) {
  const lines = (rest + String(chunk)).split("\n");
  rest = lines.pop() ?? "";
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the bot writes here.
  for (const line of lines) answer(JSON.parse(line) as Message);
}
process.exit(0);
