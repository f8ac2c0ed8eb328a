import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { SendMessage, SentMessage, Thread } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton, perform } from "../parts/action-button.tsx";
import { formatLength } from "../../../core/format-span.ts";
import { nameOfSender } from "../../../core/name-of-sender.ts";
import { upperFirst } from "../../../core/upper-first.ts";
import { fullTime, useNow } from "../times.ts";

interface Draft {
  readonly text: string;
  /** Sent with each attempt of this text, so that a repeated one is not a second message. */
  readonly key: string;
}

/** Texts that are not sent yet, by user, while the page is open. */
const drafts = new Map<number, Draft>();

/** Offers to take over, and then a field to write in while the channel permits it. */
export function ThreadComposer(props: {
  readonly thread: Thread;
  /** The session's name among those who take over. */
  readonly actor: string;
  readonly onChanged: () => Promise<void>;
}) {
  const { thread, actor, onChanged } = props;
  const { userId } = thread.user;
  const wasAsked = useRef(false);
  if (thread.takenOverBy !== actor) {
    return (
      <footer class="composer quiet">
        <p>
          <b>{reasonOf(thread)}</b>{" "}
          <span class="soft">Once you take over, it is silent until you hand back.</span>
        </p>
        <ActionButton
          tone="primary"
          onAct={async () => {
            wasAsked.current = true;
            const body = thread.takenOverBy === null ? undefined : { force: true };
            // Also after a refusal: another owner may have been faster.
            try {
              await change("POST", `/conversations/${userId}/take-over`, body);
            } finally {
              await onChanged();
            }
          }}
        >
          Take over
        </ActionButton>
      </footer>
    );
  }
  return (
    <footer class="composer">
      <ComposerState thread={thread} />
      {thread.cannotSend === null && (
        <WritingField userId={userId} isFocused={wasAsked.current} onSent={onChanged} />
      )}
    </footer>
  );
}

/** Says who answers, or that the user asks for a human. */
function reasonOf({ takenOverBy, user }: Thread): string {
  if (takenOverBy !== null)
    return `${upperFirst(nameOfSender(takenOverBy))} has taken over; the bot is silent.`;
  return user.isWaitingForHuman ? "This user asks for a human." : "The bot answers here.";
}

function ComposerState({ thread }: { readonly thread: Thread }) {
  const now = useNow(15_000);
  const { cannotSend, windowEndsAt } = thread;
  if (cannotSend !== null) {
    return (
      <p class="cannot" role="status">
        <Icon name="lock" /> {cannotSend}
      </p>
    );
  }
  const left = windowEndsAt === null ? null : windowEndsAt - now;
  return (
    <p class="composer-state soft">
      <span>You have taken over; the bot is silent.</span>
      {left !== null && windowEndsAt !== null && (
        <span class="window" data-tone={left < 3_600_000 ? "warm" : "plain"}>
          <Icon name="clock" />
          <time dateTime={new Date(windowEndsAt).toISOString()} title={fullTime(windowEndsAt)}>
            {left > 0 ? `${formatLength(left)} left to write` : "The time to write is over"}
          </time>
        </span>
      )}
    </p>
  );
}

function WritingField(props: {
  readonly userId: number;
  readonly isFocused: boolean;
  readonly onSent: () => Promise<void>;
}) {
  const { userId, onSent } = props;
  const [draft, setDraft] = useState<Draft>(drafts.get(userId) ?? newDraft(""));
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (props.isFocused) field.current?.focus();
  }, []);

  function keep(next: Draft): void {
    setDraft(next);
    drafts.set(userId, next);
  }

  async function send(): Promise<void> {
    const { text, key } = draft;
    if (text.trim() === "" || isBusy) return;
    setIsBusy(true);
    // What is written from now on is the next message.
    keep(newDraft(""));
    field.current?.focus();
    const message: SendMessage = { to: userId, text: text.trim() };
    const isSent = await perform(() =>
      change<SentMessage>("POST", "/messages", message, { "idempotency-key": key }),
    );
    const next = drafts.get(userId)?.text ?? "";
    if (!isSent) keep(next === "" ? draft : newDraft(`${text}\n${next}`));
    await onSent();
    setIsBusy(false);
  }

  return (
    <form
      class="writing"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={draft.text}
        aria-label="Message"
        placeholder="Message"
        onInput={({ currentTarget }) => keep(newDraft(currentTarget.value))}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button
        type="submit"
        class="send"
        aria-label="Send"
        aria-busy={isBusy}
        disabled={isBusy || draft.text.trim() === ""}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}

function newDraft(text: string): Draft {
  return { text, key: crypto.randomUUID() };
}
