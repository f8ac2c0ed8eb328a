import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "../../src/app.ts";
import { environment, loadConfig } from "../../src/config.ts";
import type { Facts, Logger } from "../../src/core/ports.ts";
import { offeringPart, wordsOfPart } from "../../src/core/reply-part.ts";
import { answerWith } from "../answer-with.ts";
import type { ChildArguments } from "./bot-process.ts";
import { noteTool } from "./note-tool.ts";
import { createFastClock } from "./fast-clock.ts";
import { createKillSwitch, tellOfCalls } from "./kill-switch.ts";
import { createTextSpeaker } from "./text-speaker.ts";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bot-process.ts wrote it.
const orders = JSON.parse(process.argv[2] ?? "") as ChildArguments;
const killSwitch = createKillSwitch(orders.killPoint);

const isConnected = Promise.withResolvers<void>();
const say = (line: string) => process.stdout.write(`${line}\n`);
const log: Logger = {
  debug: (event, facts) => keep("debug", event, facts),
  info: (event, facts) => keep("info", event, facts),
  warn: (event, facts) => keep("warn", event, facts),
  error: (event, facts) => {
    keep("error", event, facts);
    process.stderr.write(`${event} ${Bun.inspect(facts)}\n`);
  },
};

async function pass(point: string): Promise<void> {
  if (orders.isTold) say(`passed ${point}`);
  await killSwitch(point);
}

const telling = tellOfCalls(pass);
const inPictures = answerWith((parts) =>
  parts.map((part) => {
    const bytes = Buffer.from(wordsOfPart(part));
    const file = { contentType: "image/png", name: "picture.png", bytes };
    return { kind: "media", file, caption: null };
  }),
);

const MORE = { choices: [{ id: "/more", title: "More" }], inWords: "" };
const withButtons = answerWith((parts) =>
  parts.map((part) => (part.kind === "text" ? offeringPart(part.text, MORE, 3) : part)),
);

function keep(level: string, event: string, facts?: Facts): void {
  if (event === "mcp server connected") isConnected.resolve();
  if (orders.logFolder === null) return;
  const line = `${new Date().toISOString()} ${level} ${event} ${Bun.inspect(facts)}\n`;
  appendFileSync(join(orders.logFolder, `bot-${process.pid}.log`), line);
}

// A bot whose test is gone must not stay behind.
process.stdin.resume().once("end", () => process.exit(1));

// A program that is compiled ahead of time has no await of its own.
void run();

async function run(): Promise<void> {
  const { clockStartedAt, sendGraceMs, skewMs } = orders;
  const now = Date.now;
  if (skewMs !== 0) Date.now = () => now() + skewMs;
  const config = loadConfig(environment());
  const app = await createApp(config, {
    log,
    ...(clockStartedAt !== null && { clock: createFastClock(clockStartedAt) }),
    ...(sendGraceMs !== null && { sendGraceMs }),
    ...(orders.isSpoken && { speaker: createTextSpeaker(pass) }),
    // Without any of these the registry's are offered.
    ...(!orders.hasReminders && !orders.hasRegistry && { tools: orders.hasTool ? [noteTool] : [] }),
    around: (port) =>
      telling(
        orders.isInPictures ? inPictures(port) : orders.hasButtons ? withButtons(port) : port,
      ),
  });
  const { port } = app.start();
  // Nothing is answered without the tool only because the answer was faster.
  if (config.mcpServers !== null) await isConnected.promise;
  say(`ready ${port}`);
}
