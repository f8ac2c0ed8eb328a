import { beforeAll, expect, test } from "bun:test";
import { join } from "node:path";

// What a start of the server reads before it answers: more would slow every start, after a crash too.
const STARTED_WITH = [
  "src/cli/serve.ts",
  "src/channels/twilio/channel.ts",
  "src/store/sqlite/sqlite-store.ts",
  "src/store/sqlite/check-large.ts",
];

let modules: ReadonlySet<string>;
let builtins: ReadonlySet<string>;
beforeAll(async () => {
  const root = join(import.meta.dir, "..");
  const { metafile } = await Bun.build({
    entrypoints: [join(root, "src/main.ts")],
    root,
    splitting: true,
    metafile: true,
    target: "bun",
    define: { BUILD_COMMIT: '"test"' },
  });
  const inputs = metafile?.inputs ?? {};
  const found = new Set(STARTED_WITH);
  const outside = new Set<string>();
  for (const path of found) {
    const module = inputs[path];
    if (module === undefined) throw new Error(`${path} is not in the program`);
    for (const { path: imported, kind } of module.imports) {
      if (kind === "dynamic-import") continue;
      if (imported in inputs) found.add(imported);
      else if (!imported.startsWith(".")) outside.add(imported.replace(/^node:/, ""));
    }
  }
  modules = found;
  builtins = outside;
});

/** Loaded with the first message, or by another command. */
const LATER = [
  "src/admin/",
  "src/app/open-admin-room.ts",
  "src/answer/answer-message.ts",
  "src/answer/understand/",
  "src/models/openai/request.ts",
  "src/models/openai/transcriber.ts",
  "src/media/documents/read-bytes.ts",
  "src/store/postgres/",
  "src/store/copy/",
  "src/cli/program.ts",
  "src/cli/setup/",
  "src/cli/doctor/",
  "src/simulator/",
  "src/channels/cloud-api/channel.ts",
  "src/channels/cloud-api/messenger.ts",
  "src/channels/agent-platform/channel.ts",
  "src/channels/agent-platform/messenger.ts",
  "src/channels/agent-platform/poller.ts",
  "src/channels/whatsapp-json/",
  "src/http/docs.ts",
  "src/mcp/",
  "node_modules/@modelcontextprotocol/",
  "node_modules/zod/",
  "node_modules/openai/",
  "node_modules/twilio/",
];

test("a start loads no code of answers, models, documents, PostgreSQL or other commands", () => {
  expect(modules.size).toBeGreaterThan(100);
  const early = [...modules].filter((path) => LATER.some((later) => path.startsWith(later)));
  expect(early).toEqual([]);
});

test("a start loads no code of a channel that is off, besides its settings and its place in the list", () => {
  const off = [...modules].filter(
    (path) => /^src\/channels\/[^/]+\//.test(path) && !path.startsWith("src/channels/twilio/"),
  );
  expect(off).toContain("src/channels/cloud-api/settings.ts");
  const code = off.filter((path) => !/\/(definition|settings|webhook-path)\.ts$/.test(path));
  expect(code).toEqual([]);
});

test("a start loads the built-in modules that it needs, and no large one such as zlib or tty", () => {
  expect([...builtins].filter((name) => !name.includes("node_modules")).sort()).toEqual([
    "bun:sqlite",
    "fs",
    "fs/promises",
    "os",
    "path",
    "util",
  ]);
});
