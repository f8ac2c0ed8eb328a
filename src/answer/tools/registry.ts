import { createCancelReminder } from "./reminders/cancel-reminder.ts";
import { createListReminders } from "./reminders/list-reminders.ts";
import { createSetReminder } from "./reminders/set-reminder.ts";
import { createSetTimeZone } from "./reminders/set-time-zone.ts";
import type { Tool, ToolDeps, ToolMaker } from "./tool.ts";

/** Every tool, in the order in which models are offered them. */
const toolMakers: readonly ToolMaker[] = [
  createSetReminder,
  createListReminders,
  createCancelReminder,
  createSetTimeZone,
];

/** Creates the tools that the settings switch on. */
export function createTools(deps: ToolDeps): readonly Tool[] {
  return toolMakers.map((create) => create(deps)).filter((tool) => tool !== null);
}
