import type { ToolMaker } from "../tool.ts";
import { givenArgs } from "./read-reminder.ts";
import { change, reminderTool, withChanges } from "./reminder-tool.ts";

/** Cancels one reminder, or all of them. */
export const createCancelReminder: ToolMaker = (deps) =>
  reminderTool(deps, {
    definition: {
      name: "cancel_reminder",
      description: "Cancels the reminder with this number of list_reminders, or all.",
      parameters: {
        type: "object",
        properties: {
          number: { type: "integer" },
          all: { type: "boolean" },
        },
        additionalProperties: false,
      },
    },
    run: async (args, context) => {
      const { number, all: written } = givenArgs(args);
      const isAll = written === true || written === "true";
      if (!isAll && number === undefined) return "Nothing is cancelled: number is missing.";
      const stored = await deps.store.remindersOf(context.turn.userId);
      const { all } = withChanges(stored, context.pending);
      const meant = isAll ? all : all.filter((one) => one.number === number);
      if (meant.length === 0) {
        return isAll ? "There are no reminders." : `There is no reminder ${String(number)}.`;
      }
      const texts = meant.map(({ text }) => `“${text}”`).join(", ");
      const effect = { kind: "cancel-reminders", ids: meant.map(({ id }) => id) } as const;
      return change(`Cancelled as soon as you answer: ${texts}.`, effect);
    },
  });
