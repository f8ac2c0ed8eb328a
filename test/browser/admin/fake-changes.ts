import type { Thread, UserDetail } from "../../../src/admin/wire.ts";
import type { AdminData } from "./admin-data.ts";
import { backup } from "./full-setup.ts";
import { found } from "./found.ts";
import { merge } from "./fake-merge.ts";
import { entry } from "./full-threads.ts";

/** Changes the data as the real API does, and answers. */
export function changeData(data: AdminData, method: string, path: string, body: unknown): Response {
  const [, room = "", id = "", part = "", item = ""] = path.split("/");
  const given = isRecord(body) ? body : {};
  switch (room) {
    case "enter":
      return given["token"] === "good" ? done() : refuse(401, "This link was used already.");
    case "conversations":
      return takeOver(data, Number(id), part === "take-over", given["force"] === true);
    case "messages":
      return id === "" ? send(data, given) : done();
    case "users":
      if (id === "approve") return approve(data, given["code"]);
      if (part === "merge") return merge(data, Number(id), Number(given["other"]));
      if (part !== "") return removeItem(data, Number(id), part, Number(item));
      return method === "DELETE" ? erase(data, Number(id)) : changeUser(data, Number(id), given);
    case "settings":
      return changeSetting(data, id, method === "PUT" ? String(given["value"]) : null);
    case "backups":
      return changeBackups(data, id);
    case "doctor":
      return Response.json(data.checks);
    case "sign-out":
    case "sign-out-everywhere":
      return done();
    default:
      return found(undefined);
  }
}

function changeBackups(data: AdminData, removed: string): Response {
  const { files } = data.backups;
  const changed =
    removed === ""
      ? [backup("bot-new.db", 2_400_000, Date.now()), ...files]
      : files.filter(({ name }) => name !== removed);
  data.backups = { ...data.backups, files: changed };
  return Response.json(data.backups);
}

function isRecord(body: unknown): body is Record<string, unknown> {
  return typeof body === "object" && body !== null;
}

const done = () => new Response(null, { status: 204 });
const refuse = (status: number, error: string) => Response.json({ error }, { status });

function takeOver(data: AdminData, userId: number, isTaken: boolean, isForced: boolean): Response {
  const thread = data.threads.get(userId);
  if (!thread) return found(undefined);
  const owner = data.session.actor;
  if (isTaken && !isForced && thread.takenOverBy !== null && thread.takenOverBy !== owner) {
    return refuse(409, `${thread.takenOverBy} was faster and has taken over.`);
  }
  const user = { ...thread.user, isTakenOver: isTaken, isWaitingForHuman: false };
  keep(data, { ...thread, user, takenOverBy: isTaken ? owner : null });
  return done();
}

function keep(data: AdminData, thread: Thread): void {
  data.threads.set(thread.user.userId, thread);
  data.conversations = data.conversations.map((one) =>
    one.userId === thread.user.userId ? thread.user : one,
  );
}

function send(data: AdminData, { to, text }: Record<string, unknown>): Response {
  const thread = data.threads.get(Number(to));
  if (!thread) return found(undefined);
  if (thread.cannotSend !== null) return refuse(409, thread.cannotSend);
  const messageId = 50_000 + thread.entries.length;
  const sent = entry(messageId, Date.now(), { by: "owner", text: String(text), status: "sending" });
  keep(data, { ...thread, entries: [...thread.entries, sent] });
  return Response.json({ messageId, userId: Number(to), status: "sending" }, { status: 201 });
}

function approve(data: AdminData, code: unknown): Response {
  const pending = data.users.find(({ state }) => state === "pending");
  if (code !== "K7QM" || !pending) return refuse(404, "No user has this code.");
  return changeUser(data, pending.id, { state: "admitted" });
}

function changeUser(data: AdminData, id: number, changes: Partial<UserDetail>): Response {
  data.users = data.users.map((user) => (user.id === id ? { ...user, ...changes } : user));
  return done();
}

function removeItem(data: AdminData, id: number, part: string, item: number): Response {
  data.users = data.users.map((user) =>
    user.id !== id
      ? user
      : part === "facts"
        ? { ...user, facts: user.facts.filter((fact) => fact.id !== item) }
        : { ...user, reminders: user.reminders.filter((one) => one.id !== item) },
  );
  return done();
}

function erase(data: AdminData, id: number): Response {
  data.users = data.users.filter((user) => user.id !== id);
  data.conversations = data.conversations.filter(({ userId }) => userId !== id);
  data.threads.delete(id);
  return done();
}

function changeSetting(data: AdminData, name: string, value: string | null): Response {
  if (name === "DAILY_BUDGET" && value !== null && !/^[\d.]+$/.test(value)) {
    return refuse(422, `DAILY_BUDGET is “${value}”, but must be an amount in dollars.`);
  }
  data.settings = data.settings.map((setting) =>
    setting.name === name
      ? { ...setting, value, origin: value === null ? "default" : "page" }
      : setting,
  );
  return done();
}
