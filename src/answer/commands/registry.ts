import { allow } from "./allow.ts";
import { askHuman } from "./ask-human.ts";
import { block } from "./block.ts";
import type { Command, CommandSettings } from "./command.ts";
import { exportData } from "./export-data.ts";
import { forget } from "./forget.ts";
import { incognito } from "./incognito.ts";
import { memory } from "./memory.ts";
import { newConversation } from "./new-conversation.ts";
import { openAdminPage } from "./open-admin-page.ts";
import { setBudget } from "./set-budget.ts";
import { setLanguage } from "./set-language.ts";
import { setPersona } from "./set-persona.ts";
import { setTimeZone } from "./set-time-zone.ts";
import { setVoice } from "./set-voice.ts";
import { showHelp } from "./show-help.ts";
import { showId } from "./show-id.ts";
import { showMore } from "./show-more.ts";
import { showReminders } from "./show-reminders.ts";
import { showUsage } from "./show-usage.ts";
import { start } from "./start.ts";

/** Returns the commands that the settings leave on. */
export function enabledCommands(settings: CommandSettings): readonly Command[] {
  return COMMANDS.filter((command) => command.isEnabled(settings));
}

/** All commands, in the order in which they are listed. */
export const COMMANDS: readonly Command[] = [
  showHelp,
  start,
  showMore,
  newConversation,
  showReminders,
  showUsage,
  setPersona,
  setLanguage,
  setVoice,
  memory,
  incognito,
  exportData,
  setTimeZone,
  forget,
  showId,
  askHuman,
  allow,
  block,
  setBudget,
  openAdminPage,
];
