import { describe, expect, test } from "bun:test";
import { join } from "node:path";

const SECRET = "sk-canary-of-the-environment";
// Root reads everything for as long as it may trace others; in a container it usually may not.
const asAnyUser =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];

/** Has a program with a secret in its environment read a document whose child performs this action. */
async function readOneThat(action: string): Promise<string> {
  const program = join(import.meta.dir, "../media/documents/parent-of.ts");
  const parent = Bun.spawn([...asAnyUser, process.execPath, "--no-env-file", program, action], {
    env: { PATH: process.env["PATH"], OPENAI_API_KEY: SECRET },
    stdout: "pipe",
    stderr: "inherit",
    timeout: 30_000,
  });
  const told = await new Response(parent.stdout).text();
  expect(await parent.exited).toBe(0);
  return told;
}

describe.skipIf(process.platform !== "linux")("a document that takes its child over", () => {
  test("cannot read the bot's environment, nor where its memory is", async () => {
    const told = await readOneThat("spies");
    expect(told.includes(SECRET)).toBe(false);
    const { document, facts } = JSON.parse(told);
    expect(JSON.parse(document.pages[0].text)).toEqual({ environ: "EACCES", maps: "EACCES" });
    expect(facts).toMatchObject({ child: "answered", isHidden: true });
  });

  test("is watched all the same", async () => {
    const { document, facts } = JSON.parse(await readOneThat("swells"));
    expect(document).toEqual({ kind: "unreadable", why: "too-big" });
    expect(facts.isHidden).toBe(true);
    // What it holds is read from its own /proc: where that were hidden too, it would be nothing.
    expect(facts.peakMemoryBytes).toBeGreaterThan(100 * 2 ** 20);
  });
});
