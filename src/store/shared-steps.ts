import type { Binder } from "./bind.ts";
import { setAccess } from "./steps/access.ts";
import { overview } from "./steps/admin.ts";
import { exportSteps } from "./steps/export-user.ts";
import { factsOf } from "./steps/facts.ts";
import { moneySpent } from "./steps/judge-spending.ts";
import { remindersOf } from "./steps/reminders.ts";
import { storedSettings } from "./steps/stored-settings.ts";

/** Binds the steps of users and of their owners alike. */
export const sharedSteps = ({ driver, read, write }: Binder) => ({
  ...exportSteps(driver.read),
  /** Returns a user's facts, oldest first. */
  factsOf: read(factsOf),
  /** Returns a user's reminders in the order of their numbers. */
  remindersOf: read(remindersOf),
  /**
   * Returns the money that a user has spent in a day and its month, in nano-dollars, including
   * reservations.
   */
  moneySpent: read(moneySpent),
  /**
   * Allows or blocks a user, and notifies them with `line` if that is a change. An address that
   * never wrote is stored until it does. Returns null if no user has that code.
   */
  setAccess: write(setAccess),
  overview: read(overview),
  /** Returns the settings that were changed at the owner's page, by their names in the environment. */
  storedSettings: read(storedSettings),
});
