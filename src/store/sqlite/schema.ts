import { defineTables } from "../tables.ts";
import { kit } from "./kit.ts";

export const tables = defineTables(kit);

export const {
  users,
  conversations,
  messages,
  attachments,
  deliveries,
  lanes,
  seenSids,
  settings,
  spending,
  spentMoney,
  reservations,
  charges,
  monthlyDeliveries,
  toolCalls,
  facts,
  reminders,
  userAddresses,
  outgoingFiles,
  knowledgeFiles,
  knowledgePassages,
  webhookEvents,
  jobs,
  adminLinks,
  adminSessions,
  adminAudit,
} = tables;
