import type { Setting } from "../../src/config/setting.ts";
import { settings } from "../../src/config/settings.ts";

const table: readonly Setting[] = Object.values(settings);

/** The channel that is enabled if none is chosen. */
const usualChannel = table.find(({ channel }) => channel !== null)?.channel ?? null;

const EXAMPLE_HEAD = `# Copy this file to .env and fill in the values.
# A line that is commented out shows its default, or an example where a note says what holds without it.
`;

/**
 * Returns the text of .env.example: the usual settings are active, all others are commented out.
 */
export function envExample(): string {
  const groups = [...Map.groupBy(table, (setting) => setting.group)].map(
    ([group, members]) => `# --- ${group} ---\n\n${members.map(exampleEntry).join("\n")}`,
  );
  return `${EXAMPLE_HEAD}\n${groups.join("\n")}`;
}

/** Returns the table of settings in Markdown. */
export function settingsTable(): string {
  const rows = table.map((setting) => [`\`${setting.env}\``, defaultCell(setting), setting.doc]);
  const head = ["Setting", "Default", "Meaning"];
  const widths = head.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows]
    .map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |\n`)
    .join("");
}

function exampleEntry(setting: Setting): string {
  // No quotes around a value: docker's --env-file would keep them as part of it.
  const line = `${setting.env}=${"default" in setting ? setting.default : setting.example}`;
  const isUsed = setting.channel === null || setting.channel === usualChannel;
  const isOpen = ("isRequired" in setting && isUsed) || ("isUsual" in setting && setting.isUsual);
  const note = "otherwise" in setting ? `# Left out: ${setting.otherwise}.\n` : "";
  return `# ${setting.doc}\n${note}${isOpen ? line : `# ${line}`}\n`;
}

function defaultCell(setting: Setting): string {
  if ("default" in setting) {
    const isLong = setting.default.length > 60;
    return isLong ? "see `.env.example`" : `\`${setting.default}\``;
  }
  if ("otherwise" in setting) return setting.otherwise;
  const isUsed = setting.channel === null || setting.channel === usualChannel;
  return isUsed ? "**required**" : "**required** with this channel";
}
