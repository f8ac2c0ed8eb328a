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
      if (all.length === 0) return "There are no reminders.";
      const describe = createReminderDescriber("en", zoneIn(context) ?? deps.timezone);
      return all.map((one) => `${one.number}. ${describe(one)}: ${one.text}`).join("\n");
    },
  });
