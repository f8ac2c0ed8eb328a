import { MAX_REMINDERS } from "../../../store/reminders.ts";
import type { ToolMaker } from "../tool.ts";
import { givenArgs, readReminder, REMINDER_PARAMETERS } from "./read-reminder.ts";
import { change, describeSet, reminderTool, withChanges, zoneIn } from "./reminder-tool.ts";

/** Sets a reminder, which is sent to the user when it is due, or changes one. */
export const createSetReminder: ToolMaker = (deps) =>
  reminderTool(deps, {
    definition: {
      name: "set_reminder",
      description:
        "Sets a reminder, which the user is sent when it is due, or changes one. All dates and times are the user's local ones, like those at the end of their messages.",
      parameters: {
        type: "object",
        properties: {
          ...REMINDER_PARAMETERS,
          number: {
            type: "integer",
            description: "Only to change that reminder of list_reminders: what is left out stays.",
          },
        },
        additionalProperties: false,
      },
    },
    run: async (written, context) => {
      const { store, clock } = deps;
      const now = clock.now();
      const args = givenArgs(written);
      const { number } = args;
      const stored = await store.remindersOf(context.turn.userId);
      const { all, count } = withChanges(stored, context.pending);
      const isChange = number !== undefined;
      const old = isChange ? all.find((one) => one.number === number) : undefined;
      if (isChange && old === undefined) return `There is no reminder ${JSON.stringify(number)}.`;
      if (!isChange && count >= MAX_REMINDERS) {
        return `Nothing is set: the user has ${MAX_REMINDERS} reminders already, and there can be no more. Some can be cancelled.`;
      }
      const before = old === undefined ? null : { ...old, dueAt: old.dueAt ?? now };
      const asked = readReminder(args, { timeZone: zoneIn(context), now }, before);
      if ("refusal" in asked) return asked.refusal;
      const result = describeSet(asked, context, deps);
      return change(
        result,
        old === undefined
          ? { kind: "set-reminder", ...asked }
          : { kind: "change-reminder", id: old.id, ...asked },
      );
    },
  });
