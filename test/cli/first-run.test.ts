import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "../wait-for.ts";

// Installs packages, from the cache that the tests' own installation has filled.
setDefaultTimeout(120_000);

const ROOT = join(import.meta.dir, "../..");
const NEEDED = ["package.json", "bun.lock", "bunfig.toml", "src", "drizzle"];

test("a first run installs only what it needs, quietly, and ends in a conversation", async () => {
  const clone = mkdtempSync(join(tmpdir(), "first-run-"));
  try {
    for (const name of NEEDED) cpSync(join(ROOT, name), join(clone, name), { recursive: true });
    const child = Bun.spawn([process.execPath, "run", "demo", "--terminal"], {
      cwd: clone,
      env: { ...process.env, PORT: "0", OPENAI_API_KEY: "", OPENAI_BASE_URL: "" },
      stdin: new Blob(["hello\n"]),
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    const [output, errors, code] = await waitFor("the first run to end", said, {
      deadlineMs: 110_000,
    }).finally(() => child.kill("SIGKILL"));
    expect({ code, errors }).toMatchObject({ code: 0 });
    expect(output).toContain("Nice to meet you!");
    expect(output + errors).not.toMatch(/postinstall|Blocked|packages installed/);
    for (const unneeded of ["typescript", "knip", "react-dom", "playwright-core"]) {
      expect(existsSync(join(clone, "node_modules", unneeded))).toBe(false);
    }
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});
