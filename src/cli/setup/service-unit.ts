import { isAbsolute, relative } from "node:path";
import unit from "../../../deploy/whatsapp-ai-bot.service" with { type: "text" };

export interface ServiceFacts {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Contains .env, and the database if it is a file. */
  readonly folder: string;
  /** Other folders that it writes to. */
  readonly writes: readonly string[];
  readonly user: string;
}

/** Directives that systemd's user manager does not support, or only with rights that users lack. */
const SYSTEM_ONLY =
  /^(After|Wants|User|CapabilityBoundingSet|AmbientCapabilities|Private\w+|Protect\w+|DevicePolicy|RemoveIPC|ProcSubset|RestrictNamespaces)=/;

/** Returns the unit for the whole machine, which runs as `user` and may only write to `folder`. */
export function systemUnit(facts: ServiceFacts): string {
  return placed(facts)
    .flatMap((line) => {
      if (line.startsWith("User=")) return [`User=${facts.user}`];
      if (line.startsWith("ProtectSystem=")) {
        const writes = [
          facts.folder,
          ...facts.writes.filter((path) => isOutside(path, facts.folder)),
        ];
        return [line].concat(writes.map((path) => `ReadWritePaths=${quoted(`-${path}`)}`));
      }
      // In a home directory, the program could not see itself or its folder.
      if (line.startsWith("ProtectHome=") && isInHome(facts)) return ["ProtectHome=read-only"];
      return [line];
    })
    .join("\n");
}

/** Returns the unit for one user's own manager. */
export function userUnit(facts: ServiceFacts): string {
  return placed(facts)
    .filter((line) => !SYSTEM_ONLY.test(line))
    .map((line) => (line.startsWith("WantedBy=") ? "WantedBy=default.target" : line))
    .join("\n");
}

function placed({ command, folder }: ServiceFacts): string[] {
  return unit.split("\n").flatMap((line) => {
    if (line.startsWith("ExecStart=")) {
      return [`ExecStart=${[...command, "serve"].map(quoted).join(" ")}`];
    }
    if (line.startsWith("WorkingDirectory=")) return [`WorkingDirectory=${escaped(folder)}`];
    return /^(StateDirectory|# Holds \.env)/.test(line) ? [] : [line];
  });
}

function isInHome({ command, folder }: ServiceFacts): boolean {
  return [...command, folder].some((path) => /^\/(home|root|run\/user)(\/|$)/.test(path));
}

function isOutside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way.startsWith("..") || isAbsolute(way);
}

function escaped(text: string): string {
  return text.replaceAll("%", "%%");
}

function quoted(word: string): string {
  const plain = escaped(word);
  return /^[\w@%+=:,./~-]+$/.test(plain) ? plain : JSON.stringify(plain).replaceAll("$", "$$$$");
}

const PLIST_HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

/** Returns the agent for launchd, which starts the bot when its user logs in. */
export function launchdAgent({ command, folder }: ServiceFacts, label: string): string {
  const words = [...command, "serve"].map((word) => `    <string>${Bun.escapeHTML(word)}</string>`);
  const log = Bun.escapeHTML(`${folder}/whatsapp-ai-bot.log`);
  return `${PLIST_HEAD}
<plist version="1.0">
<dict>
  <key>Label</key><string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${words.join("\n")}
  </array>
  <key>WorkingDirectory</key><string>${Bun.escapeHTML(folder)}</string>
  <key>EnvironmentVariables</key>
  <dict>
    <key>APP_ENV</key><string>production</string>
    <key>HOST</key><string>127.0.0.1</string>
  </dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><true/>
  <key>Umask</key><integer>63</integer>
  <key>StandardOutPath</key><string>${log}</string>
  <key>StandardErrorPath</key><string>${log}</string>
</dict>
</plist>
`;
}
