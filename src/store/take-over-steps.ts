import type { Driver } from "./driver.ts";
import { endHumanRequest, handBack, takeOver } from "./steps/take-over.ts";
import { writeMessage } from "./steps/write-message.ts";
import type { TakeOverSteps } from "./take-over.ts";

/** Binds the steps of a take-over to a database. */
export function takeOverSteps({ transact }: Driver): TakeOverSteps {
  return {
    takeOver: (userId, owner) => transact((t) => takeOver(t, userId, owner)),
    handBack: (userId, by) => transact((t) => handBack(t, userId, by)),
    endHumanRequest: (userId) => transact((t) => endHumanRequest(t, userId)),
    writeMessage: (message, decide) => transact((t) => writeMessage(t, message, decide)),
  };
}
