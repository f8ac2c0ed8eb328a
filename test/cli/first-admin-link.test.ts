import { expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { minimal } from "../config/minimal.ts";
import { quickFolder } from "../quick-folder.ts";
import { PROGRAM } from "./run-command.ts";
import { CTRL_C, openTerminal } from "./terminal.ts";
import { freePort } from "../free-port.ts";

setDefaultTimeout(90_000);

test("the first start in a terminal shows a link to the page, and no start after it was used", async () => {
  const folder = quickFolder("first-link-");
  const port = freePort();
  const env = { ...minimal, HOST: "127.0.0.1", PORT: String(port), PATH: process.env["PATH"] };
  const start = () => openTerminal([...PROGRAM, "serve"], { cwd: folder, env, columns: 200 });
  const stop = async (terminal: ReturnType<typeof start>) => {
    terminal.type(CTRL_C);
    await terminal.exited();
  };
  const first = start();
  try {
    await first.see(/admin\/enter#[0-9a-f]{64}/);
    const token = /#([0-9a-f]{64})/.exec(first.printed())?.[1];
    const origin = `http://localhost:${port}`;
    const entered = await fetch(`${origin}/admin/api/enter`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    expect(entered.status).toBe(204);
    await stop(first);
    const second = start();
    await second.see("ready");
    await stop(second);
    expect(second.printed()).not.toContain("/admin/enter");
  } finally {
    first.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
