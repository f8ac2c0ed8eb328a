import { type AdminData } from "./admin-data.ts";
import { fullData } from "./full-data.ts";
import { entry } from "./full-threads.ts";

const CANARY = `<img src=x onerror="window.hacked=1">"><script>window.hacked=1</script>`;

/** A database in which users, files, the model and the log write markup and scripts. */
export function hostileData(): AdminData {
  const data = fullData();
  const at = Date.now();
  const name = `${CANARY} javascript:window.hacked=1`;
  const thread = data.threads.get(1);
  if (!thread) throw new Error("The thread is gone");
  const user = { ...thread.user, name, preview: CANARY };
  const file = { contentType: CANARY, name: CANARY, url: null, readAs: CANARY };
  const entries = [
    entry(1, at - 9_000, { text: CANARY, quoted: CANARY }),
    entry(2, at - 8_000, { by: "bot", text: `*${CANARY}* [x](javascript:window.hacked=1)` }),
    entry(3, at - 7_000, { text: "`" + CANARY + "` ```" + CANARY + "```", reaction: CANARY }),
    entry(4, at - 6_000, { attachments: [{ ...file, kind: "document" }], error: CANARY }),
    entry(5, at - 5_000, {
      attachments: [{ ...file, kind: "image", url: "/admin/api/files/image" }],
    }),
  ];
  data.threads.set(1, { ...thread, user, entries, before: null, takenOverBy: CANARY });
  data.conversations = [user, ...data.conversations.slice(1)];
  for (const { messageId } of entries) {
    data.messages.set(messageId, {
      messageId,
      userId: 1,
      timeline: [{ at, text: CANARY }],
      costs: [{ what: CANARY, nanoDollars: 1, isEstimated: true }],
      canRetry: false,
    });
  }
  const { costs } = data;
  return {
    ...data,
    session: { ...data.session, appName: CANARY, owner: CANARY },
    now: {
      ...data.now,
      problems: [{ at, what: CANARY, remedy: CANARY, messageId: null, userId: 1 }],
    },
    users: data.users.map((one) =>
      one.id === 1
        ? Object.assign(one, {
            name,
            persona: CANARY,
            facts: [{ id: 1, text: CANARY, at }],
            reminders: [{ id: 1, text: CANARY, dueAt: at, repeats: CANARY }],
          })
        : one,
    ),
    costs: (days) => {
      const usual = costs(days);
      const item = { name: CANARY, userId: 1, events: 1, nanoDollars: 1, estimated: 0 };
      return { ...usual, by: { ...usual.by, user: [item], model: [item] } };
    },
    documents: {
      folder: CANARY,
      files: data.documents.files.map((one) => Object.assign({}, one, { path: CANARY })),
    },
    found: { passages: [{ path: CANARY, page: 1, heading: CANARY, text: CANARY }] },
    channels: data.channels.map((one) => Object.assign({}, one, { address: CANARY, name: CANARY })),
    log: [
      { id: 1, at, level: "error", event: CANARY, facts: { [CANARY]: CANARY, deep: { CANARY } } },
    ],
    settings: data.settings.map((one) => Object.assign({}, one, { value: CANARY, doc: CANARY })),
    backups: { cannot: CANARY, copyTo: CANARY, files: [] },
    checks: [{ check: CANARY, level: "fault", says: CANARY, fix: CANARY }],
    audit: [{ id: 1, at, by: CANARY, action: CANARY, userId: 1, detail: CANARY }],
  };
}
