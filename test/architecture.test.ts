import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Glob } from "bun";
import { CHANNELS } from "../src/channels/registry.ts";
import { ATTACHMENT_KINDS } from "../src/core/media-types.ts";
import { findCycles } from "./find-cycles.ts";
import { FENCES, ROOMS } from "./rooms.ts";

const root = resolve(import.meta.dir, "..");
const src = join(root, "src");

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;

const files = [...new Glob("**/*.{ts,tsx}").scanSync(src)].sort();

const importsOf = (file: string): string[] =>
  [...readFileSync(join(src, file), "utf8").matchAll(IMPORT)].map((match) => match[1] ?? "");

/** The files of ours that a file imports, also for their types alone or only when they are needed. */
const targetsOf = (file: string): string[] =>
  importsOf(file)
    .filter((target) => target.startsWith("."))
    .map((target) => relative(src, resolve(src, dirname(file), target)))
    .filter((target) => !target.startsWith(".."));

const roomOf = (file: string): string => file.split("/")[0]?.replace(/\.tsx?$/, "") ?? "";

function isAllowed(file: string, target: string): boolean {
  const room = roomOf(file);
  if (roomOf(target) === room) return true;
  return (ROOMS[room] ?? []).some(
    (may) => may === "*" || may === roomOf(target) || new Glob(`${may}.ts`).match(target),
  );
}

test("every file is in a folder of the layout", () => {
  expect(files.filter((file) => ROOMS[roomOf(file)] === undefined)).toEqual([]);
});

test("a room imports only the rooms below it", () => {
  const faults = files.flatMap((file) =>
    targetsOf(file)
      .filter((target) => !isAllowed(file, target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(faults).toEqual([]);
});

test("the server uses no code of a page in the browser", () => {
  const isOfPage = (file: string) => /^(admin|simulator)\/page\//.test(file);
  expect(files.some(isOfPage)).toBe(true);
  const faults = files.flatMap((file) =>
    isOfPage(file)
      ? []
      : targetsOf(file)
          .filter(isOfPage)
          .map((target) => `${file} imports ${target}`),
  );
  expect(faults).toEqual([]);
});

test("no import leads back to where it began, not even for a type", () => {
  const edges = new Map(files.map((file) => [file, targetsOf(file)]));
  // The search finds what there is.
  expect(edges.get("main.ts")).toContain("cli/program.ts");
  expect(edges.get("answer/think.ts")).toContain("core/lane.ts");
  const drawn = { a: ["b", "d"], b: ["c"], c: ["b", "a", "c"], d: [] };
  expect(findCycles(new Map(Object.entries(drawn)))).toEqual([
    "b → c → b",
    "a → b → c → a",
    "c → c",
  ]);

  expect(findCycles(edges)).toEqual([]);
});

test("a package is imported only behind its fence", () => {
  const faults = files.flatMap((file) =>
    importsOf(file).flatMap((target) => {
      const name = Object.keys(FENCES).find(
        (fenced) => target === fenced || target.startsWith(`${fenced}/`),
      );
      if (name === undefined) return [];
      const isInside = (FENCES[name] ?? []).some(
        (place) => file === place || file.startsWith(place),
      );
      return isInside ? [] : [`${file} imports ${target}`];
    }),
  );
  expect(faults).toEqual([]);
});

test("the environment is read in one file, and the process ends in one", () => {
  const holding = (pattern: RegExp) =>
    files.filter((file) => pattern.test(readFileSync(join(src, file), "utf8")));
  expect(holding(/\b(process|Bun)\.env\b/)).toEqual(["config.ts"]);
  expect(holding(/\bprocess\.exit\b/)).toEqual(["main.ts"]);
});

test("no file is longer than can be read in one go", () => {
  const everything = [...new Glob("{src,test}/**/*.{ts,tsx,css}").scanSync(root)];
  const long = everything.filter(
    (file) => readFileSync(join(root, file), "utf8").split("\n").length > 251,
  );
  expect(long).toEqual([]);
});

/** Where a channel may be named outside its folder, and why. */
const NAMES_A_CHANNEL: Readonly<Record<string, string>> = {
  "channels/registry.ts": "lists the channels there are",
  "core/whatsapp-address.ts": "knows WhatsApp's addresses, for all channels that lead there",
  "cli/demo.ts": "runs the bot against the stand-in",
  "cli/chat-in-terminal.ts": "is a phone of the stand-in's",
};

test("only a channel's folder, its stand-in and the list of channels know its name", () => {
  const names = Object.keys(CHANNELS).map((name) => name.replace("-", "-?"));
  const name = new RegExp([...names, "whatsapp:"].join("|"), "i");
  const naming = files.filter((file) => name.test(readFileSync(join(src, file), "utf8")));
  const isItsOwn = (file: string) => /^(channels\/[^/]+|simulator)\//.test(file);
  // The search finds what there is, and no exception outlives its reason.
  expect(naming.some(isItsOwn)).toBe(true);
  expect(naming.filter((file) => !isItsOwn(file))).toEqual(Object.keys(NAMES_A_CHANNEL).sort());
});

test("models are made by the list of providers, besides what checks OpenAI itself and the demo's choice", () => {
  const makers = files.filter(
    (file) =>
      !file.startsWith("models/openai/") &&
      targetsOf(file).includes("models/openai/create-model.ts"),
  );
  expect(makers).toEqual(["cli/demo-models.ts", "cli/doctor/check-openai.ts"]);
});

/** The files that tell kinds of attachments apart by name, and why a new kind is not forgotten there. */
const NAMES_KINDS: Readonly<Record<string, string>> = {
  "admin/page/conversations/entry-file.tsx": "knows the ways to show a file, not its kinds",
  "admin/thread-entries.ts": "knows the content types of files that the bot sends",
  "admin/wire.ts": "lists the ways to show a file, not its kinds",
  "answer/understand/attachment-kinds.ts": "has a switch that must be complete for each question",
  "channels/whatsapp-json/messages.ts": "states the files that WhatsApp shows captions with",
  "channels/whatsapp-json/read-content.ts": "knows the words of WhatsApp",
  "channels/whatsapp-json/write-body.ts": "knows the words of WhatsApp",
  "core/media-types.ts": "is the table",
  "media/kind-of-file.ts":
    "tells a false picture or recording; any other kind is what its bytes say",
  "simulator/page/attachment.tsx": "is WhatsApp on a phone, which shows files by their types",
  "simulator/page/bubble.tsx": "is WhatsApp on a phone, which shows files by their types",
  "store/attachments.ts": "has the columns of each kind, in a switch that must be complete",
};

test("no place outside the table lists the kinds of attachments, so that a new one is forgotten nowhere", () => {
  const names = (text: string, kind: string) =>
    new RegExp(`["'\`]${kind}["'\`]|^\\s+(readonly )?${kind}:`, "m").test(text);
  const listing = files.filter((file) => {
    const text = readFileSync(join(src, file), "utf8");
    return ATTACHMENT_KINDS.filter((kind) => names(text, kind)).length >= 3;
  });
  expect(listing).toEqual(Object.keys(NAMES_KINDS).sort());
});
