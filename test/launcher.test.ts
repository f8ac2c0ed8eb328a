import { expect, test } from "bun:test";
import { BUN_PACKAGES, bunExecutable, isEnough } from "../src/launcher/bun-package.ts";

test.each([
  ["linux", "x64", false, "@oven/bun-linux-x64/bin/bun"],
  ["linux", "arm64", true, "@oven/bun-linux-aarch64-musl/bin/bun"],
  ["darwin", "arm64", false, "@oven/bun-darwin-aarch64/bin/bun"],
  ["win32", "x64", false, "@oven/bun-windows-x64/bin/bun.exe"],
] as const)("npm brings %s on %s (musl: %p) its own Bun", (platform, arch, isMusl, path) => {
  expect(bunExecutable({ platform, arch, isMusl })).toBe(path);
  expect(BUN_PACKAGES.some((name) => path.startsWith(`${name}/`))).toBe(true);
});

test.each([
  ["1.4.5\n", true],
  ["1.4.6", true],
  ["1.10.0", true],
  ["1.4.4", false],
  ["1.3.9", false],
  ["2.0.0", false],
  ["", false],
])("a Bun that calls itself %p is enough: %p", (found, isSo) => {
  expect(isEnough(found, "1.4.5")).toBe(isSo);
});
