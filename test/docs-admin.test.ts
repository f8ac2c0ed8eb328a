import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LIVE_SETTINGS } from "../src/config/live-settings.ts";
import { settings } from "../src/config/settings.ts";

test("docs/admin.md names exactly the settings that can be changed without a restart", () => {
  const page = readFileSync(join(import.meta.dir, "../docs/admin.md"), "utf8");
  const list = /These are: ([^.]*)\./.exec(page)?.[1] ?? "";
  const named = [...list.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(LIVE_SETTINGS.map((key) => settings[key].env)));
  expect(named).toHaveLength(LIVE_SETTINGS.length);
});
