import type { Page, Thread } from "../../../src/admin/wire.ts";
import { samplePhoto } from "../samples.ts";
import type { AdminData } from "./admin-data.ts";
import { changeData } from "./fake-changes.ts";
import { found } from "./found.ts";
import { planMerge } from "./fake-merge.ts";
import { sampleWave } from "./sample-wave.ts";

/** Answers one request as the real API does. */
export function answerRequest(
  data: AdminData,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
): Response {
  if (method !== "GET") return changeData(data, method, path, body);
  const [, room = "", id = ""] = path.split("/");
  switch (room) {
    case "session":
      return Response.json(data.session);
    case "now":
      return Response.json({ ...data.now, at: Date.now() });
    case "conversations":
      return id === "" ? listConversations(data, query) : readThread(data, Number(id), query);
    case "messages":
      return found(data.messages.get(Number(id)));
    case "users":
      if (path.endsWith("/export")) return Response.json({ user: id });
      if (path.endsWith("/merge")) return planMerge(data, Number(id), query.get("with") ?? "");
      return id === ""
        ? listUsers(data, query)
        : found(data.users.find((user) => user.id === Number(id)));
    case "costs":
      return Response.json(data.costs(Number(query.get("days"))));
    case "documents":
      return Response.json(id === "search" ? data.found : data.documents);
    case "channels":
      return Response.json(data.channels);
    case "log":
      return Response.json(readLog(data, query));
    case "settings":
      return Response.json(data.settings);
    case "backups":
      return Response.json(data.backups);
    case "audit":
      return Response.json(paginate(data.audit, query));
    case "files":
      return serveFile(id);
    default:
      return found(undefined);
  }
}

function paginate<Item>(items: readonly Item[], query: URLSearchParams): Page<Item> {
  const start = Number(query.get("cursor") ?? 0);
  const end = start + Number(query.get("limit") ?? 50);
  return { items: items.slice(start, end), next: end < items.length ? String(end) : null };
}

const holds = (text: string, search: string | null) =>
  text.toLowerCase().includes((search ?? "").toLowerCase());

function listConversations(data: AdminData, query: URLSearchParams): Response {
  const matching = data.conversations.filter(({ name, address, preview }) =>
    holds(`${name} ${address} ${preview}`, query.get("search")),
  );
  return Response.json(paginate(matching, query));
}

function listUsers(data: AdminData, query: URLSearchParams): Response {
  const state = query.get("state");
  const matching = data.users.filter(
    (user) =>
      (state === null || user.state === state) &&
      holds(`${user.name} ${user.address}`, query.get("search")),
  );
  return Response.json(paginate(matching, query));
}

function readThread(data: AdminData, userId: number, query: URLSearchParams): Response {
  const thread = data.threads.get(userId);
  if (!thread) return found(undefined);
  const end = Number(query.get("before") ?? thread.entries.length);
  const start = Math.max(0, end - Number(query.get("limit") ?? 40));
  const page: Thread = {
    ...thread,
    entries: thread.entries.slice(start, end),
    before: start > 0 ? String(start) : null,
  };
  return Response.json(page);
}

function readLog(data: AdminData, query: URLSearchParams) {
  const levels = ["debug", "info", "warn", "error"];
  const least = levels.indexOf(query.get("level") ?? "debug");
  return data.log.filter(
    ({ level, event, facts }) =>
      levels.indexOf(level) >= least &&
      holds(`${event} ${JSON.stringify(facts)}`, query.get("search")),
  );
}

function serveFile(kind: string): Response {
  const [bytes, type] =
    kind === "image"
      ? [samplePhoto(320, 240, [214, 160, 92]), "image/png"]
      : kind === "audio"
        ? [sampleWave(7), "audio/wav"]
        : [Buffer.from("%PDF-1.4"), "application/pdf"];
  return new Response(new Uint8Array(bytes), { headers: { "content-type": type } });
}
