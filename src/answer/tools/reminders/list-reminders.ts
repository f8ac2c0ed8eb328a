import { createReminderDescriber } from "../../../text/describe-reminder.ts";
import type { ToolMaker } from "../tool.ts";
import { reminderTool, zoneIn } from "./reminder-tool.ts";

/** Lists the user's reminders with the numbers that the other tools take. */
export const createListReminders: ToolMaker = (deps) =>
  reminderTool(deps, {
    definition: {
      name: "list_reminders",
      description: "Lists the user's reminders with their numbers.",
      parameters: { type: "object", properties: {}, additionalProperties: false },
    },
    run: async (_args, context) => {
      const all = await deps.store.remindersOf(context.turn.userId);
      const describe = createReminderDescriber("en", zoneIn(context) ?? deps.timezone);
      const lines = all.map((one) => `${one.number}. ${describe(one)}: ${one.text}`);
      return [
        ...(lines.length === 0 ? ["There are no reminders."] : lines),
        ...(context.pending.length === 0 ? [] : ["(As they were before this turn's own changes.)"]),
      ].join("\n");
    },
  });
