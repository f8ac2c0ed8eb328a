import { expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ADA } from "../harness.ts";
import { startRealServer } from "./real-server.ts";

test("users' messages are unreadable for other users of the machine, whatever the umask", async () => {
  const server = await startRealServer({ umask: "000" });
  try {
    server.openai.onMessage(/./, { content: "Yes." });
    await server.twilio.sendText({ from: ADA, body: "Hello" });
    await server.twilio.journal.waitForMessage(() => true);
    const data = join(server.folder, "data");
    const modes = readdirSync(data).map((name) => [name, modeOf(join(data, name))]);
    expect(modeOf(data)).toBe("700");
    expect(Object.fromEntries(modes)).toEqual({
      "whatsapp_bot.db": "600",
      "whatsapp_bot.db-shm": "600",
      "whatsapp_bot.db-wal": "600",
      "whatsapp_bot.db.lock": "600",
    });
  } finally {
    await server.stop();
  }
});

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
