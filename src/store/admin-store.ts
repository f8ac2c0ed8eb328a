import { createBinder } from "./bind.ts";
import { conversationSteps } from "./conversation-steps.ts";
import type { Driver } from "./driver.ts";
import { knowledgeReads } from "./knowledge-steps.ts";
import { ownerSteps } from "./owner-steps.ts";
import { sharedSteps } from "./shared-steps.ts";
import { userAdminSteps } from "./user-admin-steps.ts";

/**
 * The reads and changes of the owner's command line, with or without a running server. A read sees
 * one consistent state; each change is one short transaction, fenced against the work of the
 * server, and leaves its row in the record of changes, with `by` as its sender. Never migrates and
 * never takes the instance lock. Throws `TransientError` while the database cannot be used.
 */
export type AdminStore = ReturnType<typeof createAdminStore>;

/** Binds the operator's steps to a database. */
export function createAdminStore(driver: Driver, close: () => Promise<void>) {
  const bind = createBinder(driver);
  return {
    ...sharedSteps(bind),
    ...userAdminSteps(bind),
    ...conversationSteps(bind),
    ...ownerSteps(bind),
    ...knowledgeReads(bind),
    close,
  };
}
