import { readPage } from "./read-page.ts";
import { forgetFact } from "./forget-fact.ts";
import { remember } from "./remember.ts";
import { createPicture } from "./pictures/create-picture.ts";
import { createCancelReminder } from "./reminders/cancel-reminder.ts";
import { createListReminders } from "./reminders/list-reminders.ts";
import { createSetReminder } from "./reminders/set-reminder.ts";
import { createSetTimeZone } from "./reminders/set-time-zone.ts";
import { searchDocuments } from "./search-documents.ts";
import type { Tool, ToolDeps, ToolMaker } from "./tool.ts";
import { webSearch } from "./web-search.ts";

/** Every tool, in the order in which models see them. */
const toolMakers: readonly ToolMaker[] = [
  remember,
  forgetFact,
  createSetReminder,
  createListReminders,
  createCancelReminder,
  createSetTimeZone,
  searchDocuments,
  webSearch,
  readPage,
  createPicture,
];

/** Creates the tools that the settings switch on. */
export function createTools(deps: ToolDeps): readonly Tool[] {
  return toolMakers.map((create) => create(deps)).filter((tool) => tool !== null);
}
