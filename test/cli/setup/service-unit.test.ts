import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  launchdAgent,
  type ServiceFacts,
  systemUnit,
  userUnit,
} from "../../../src/cli/setup/service-unit.ts";

const facts: ServiceFacts = {
  command: ["/usr/local/bin/whatsapp-ai-bot"],
  folder: "/srv/bot",
  writes: ["/srv/bot/data"],
  user: "ada",
};

describe("the unit that setup writes", () => {
  test("names the program, its folder and its user, and keeps the fences", () => {
    const unit = systemUnit(facts).split("\n");
    for (const line of [
      "ExecStart=/usr/local/bin/whatsapp-ai-bot serve",
      "WorkingDirectory=/srv/bot",
      "User=ada",
      "ProtectSystem=strict",
      "ReadWritePaths=-/srv/bot",
      "ProtectHome=yes",
      "WantedBy=multi-user.target",
    ]) {
      expect(unit).toContain(line);
    }
    expect(unit.join()).not.toContain("StateDirectory");
    expect(unit.join()).not.toContain("/srv/bot/data");
  });

  test("lets the bot see a home that it lives in, and write a database that lies elsewhere", () => {
    const unit = systemUnit({ ...facts, folder: "/home/ada/my bot", writes: ["/var/db/bot"] });
    expect(unit).toContain("\nProtectHome=read-only\n");
    expect(unit).toContain("\nWorkingDirectory=/home/ada/my bot\n");
    expect(unit).toContain('\nReadWritePaths="-/home/ada/my bot"\nReadWritePaths=-/var/db/bot\n');
  });

  test("for one user asks for nothing that only the machine's manager can do", () => {
    const unit = userUnit(facts);
    expect(unit).toContain("\nWantedBy=default.target\n");
    expect(unit).toContain("\nNoNewPrivileges=yes\n");
    expect(unit).not.toMatch(/^(User|ProtectSystem|PrivateDevices|CapabilityBoundingSet)=/m);
  });

  test("takes paths literally", () => {
    const unit = userUnit({ ...facts, command: ["/opt/100% mine/$bot"], folder: "/srv/50%" });
    expect(unit).toContain('\nExecStart="/opt/100%% mine/$$bot" serve\n');
    expect(unit).toContain("\nWorkingDirectory=/srv/50%%\n");
  });

  test("for launchd is a property list of the same", () => {
    const agent = launchdAgent({ ...facts, folder: "/Users/ada/a&b" }, "whatsapp-ai-bot");
    expect(agent).toContain(
      "<string>/usr/local/bin/whatsapp-ai-bot</string>\n    <string>serve</string>",
    );
    expect(agent).toContain("<string>/Users/ada/a&amp;b</string>");
  });

  test.skipIf(Bun.which("systemd-analyze") === null)("is accepted by systemd", () => {
    const folder = mkdtempSync(join(tmpdir(), "unit-"));
    const path = join(folder, "whatsapp-ai-bot.service");
    const here = { ...facts, command: ["/bin/true"], user: "root" };
    for (const [unit, flag] of [
      [systemUnit(here), "--system"],
      [userUnit(here), "--user"],
    ] as const) {
      writeFileSync(path, unit);
      const checked = Bun.spawnSync(["systemd-analyze", flag, "verify", path]);
      const words = checked.stderr.toString().split("\n");
      expect(words.filter((line) => line.includes("whatsapp-ai-bot.service"))).toEqual([]);
    }
    rmSync(folder, { recursive: true });
  });
});
