import { createTimeDescriber } from "../../../core/calendar.ts";
import { findTimeZone } from "../../../core/find-time-zone.ts";
import type { ToolMaker } from "../tool.ts";
import { change, reminderTool } from "./reminder-tool.ts";

/** Stores the user's time zone, which their reminders keep to. */
export const createSetTimeZone: ToolMaker = (deps) =>
  reminderTool(deps, {
    definition: {
      name: "set_time_zone",
      description:
        "Stores where the user's clock is, once they have said where they are. Reminders keep their local times.",
      parameters: {
        type: "object",
        properties: {
          time_zone: { type: "string", description: "Such as America/New_York." },
        },
        required: ["time_zone"],
        additionalProperties: false,
      },
    },
    run: async ({ time_zone: named }) => {
      const timeZone = findTimeZone(String(named));
      if (timeZone === null) return `There is no time zone “${String(named)}”: nothing is stored.`;
      const now = createTimeDescriber(timeZone)(deps.clock.now());
      return change(`Stored as soon as you answer. There it is ${now}.`, {
        kind: "set-time-zone",
        timeZone,
      });
    },
  });
