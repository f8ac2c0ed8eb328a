import { useState } from "preact/hooks";
import { Icon, type IconName } from "../../page/components/icons.tsx";
import { ThemeButton } from "../../page/components/theme-button.tsx";
import type { Now, Session } from "../wire.ts";
import { change, isSignedOut } from "./api.ts";
import { connection } from "./live.ts";
import { useObservable } from "./observable.ts";
import { ActionButton } from "./parts/action-button.tsx";
import { Dialog } from "./parts/dialog.tsx";
import { hrefOf, type PageName } from "./route.ts";
import { fullTime } from "./times.ts";
import { count } from "./words.ts";

interface Entry {
  readonly page: PageName;
  readonly label: string;
  /** The label for narrow screens. */
  readonly short?: string;
  readonly icon: IconName;
}

const DAILY: readonly Entry[] = [
  { page: "now", label: "Now", icon: "pulse" },
  { page: "conversations", label: "Conversations", short: "Chats", icon: "chat" },
  { page: "users", label: "Users", icon: "users" },
  { page: "costs", label: "Costs", icon: "coins" },
];

const OTHERS: readonly Entry[] = [
  { page: "documents", label: "Documents", icon: "document" },
  { page: "channels", label: "Channels", icon: "plug" },
  { page: "settings", label: "Settings", icon: "gear" },
  { page: "log", label: "Log", icon: "lines" },
  { page: "backup", label: "Backup", icon: "box" },
  { page: "doctor", label: "Doctor", icon: "check" },
  { page: "audit", label: "Audit", icon: "shield" },
];

interface NavigationProps {
  readonly session: Session;
  readonly page: PageName;
  readonly now: Now | null;
}

/** The way between pages: a column on wide screens, a bar at the bottom with a sheet on phones. */
export function Navigation({ session, page, now }: NavigationProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isElsewhere = OTHERS.some((entry) => entry.page === page);
  return (
    <nav class="navigation" aria-label="Pages">
      <a class="brand" href={hrefOf("now")}>
        <img src="/admin/icon.svg" alt="" width="32" height="32" />
        <span>
          <b>{session.appName}</b>
          <small>
            <ConnectionDot /> {session.version}
          </small>
        </span>
      </a>
      <ul class="daily">
        {DAILY.map((entry) => (
          <NavigationLink key={entry.page} entry={entry} page={page} now={now} />
        ))}
        <li class="more">
          <button
            type="button"
            class="nav-link"
            aria-haspopup="dialog"
            data-current={isElsewhere}
            onClick={() => setIsOpen(true)}
          >
            <Icon name="more" />
            More
          </button>
        </li>
      </ul>
      <ul class="others">
        {OTHERS.map((entry) => (
          <NavigationLink key={entry.page} entry={entry} page={page} now={now} />
        ))}
      </ul>
      <SessionPart session={session} onOpen={() => setIsOpen(true)} />
      {isOpen && (
        <Dialog title="More" kind="box" onClose={() => setIsOpen(false)}>
          <ul class="more-pages">
            {OTHERS.map((entry) => (
              <NavigationLink
                key={entry.page}
                entry={entry}
                page={page}
                now={now}
                onFollow={() => setIsOpen(false)}
              />
            ))}
          </ul>
          <SessionDetails session={session} />
        </Dialog>
      )}
    </nav>
  );
}

function NavigationLink(props: {
  readonly entry: Entry;
  readonly page: PageName;
  readonly now: Now | null;
  readonly onFollow?: () => void;
}) {
  const { entry, page, now } = props;
  const badge = badgeOf(entry.page, now);
  return (
    <li>
      <a
        class="nav-link"
        href={hrefOf(entry.page)}
        aria-current={entry.page === page ? "page" : undefined}
        onClick={props.onFollow}
      >
        <Icon name={entry.icon} />
        <span class="long">{entry.label}</span>
        <span class="short">{entry.short ?? entry.label}</span>
        {badge !== null && (
          <b class="badge">
            <span aria-hidden="true">{badge.amount > 99 ? "99+" : badge.amount}</span>
            <span class="unseen">{badge.words}</span>
          </b>
        )}
      </a>
    </li>
  );
}

/** Returns how many users wait on that page; null if none do. */
function badgeOf(page: PageName, now: Now | null): { amount: number; words: string } | null {
  if (now === null) return null;
  if (page === "conversations" && now.waitingForHuman > 0) {
    const amount = now.waitingForHuman;
    return { amount, words: `${count(amount, "user waits", "users wait")} for a human` };
  }
  if (page === "users" && now.pendingUsers > 0) {
    const amount = now.pendingUsers;
    return { amount, words: `${count(amount, "user waits", "users wait")} for approval` };
  }
  return null;
}

function ConnectionDot() {
  const state = useObservable(connection);
  const words = { connecting: "Connecting", live: "Live", polling: "No live connection" }[state];
  return <i class="dot" data-state={state} role="img" aria-label={words} title={words} />;
}

function SessionPart({ session, onOpen }: { session: Session; onOpen: () => void }) {
  return (
    <div class="session">
      <ThemeButton />
      <button
        type="button"
        class="plain"
        aria-label="Session: sign out"
        aria-haspopup="dialog"
        title={session.owner === null ? "Session" : `Signed in as ${session.owner}`}
        onClick={onOpen}
      >
        <Icon name="exit" />
      </button>
    </div>
  );
}

/** The last time that can be formatted; a session without an end has a later one. */
const LAST_TIME = 8_640_000_000_000_000;

function SessionDetails({ session }: { readonly session: Session }) {
  return (
    <div class="session-details">
      <div>
        <p>
          Signed in as <b>{session.owner ?? "the owner, from the terminal"}</b>
        </p>
        {session.expiresAt <= LAST_TIME && <p class="soft">until {fullTime(session.expiresAt)}</p>}
      </div>
      <div class="actions">
        <ThemeButton />
        <ActionButton onAct={() => signOut(false)}>Sign out</ActionButton>
        <ActionButton tone="danger" onAct={() => signOut(true)}>
          Sign out everywhere
        </ActionButton>
      </div>
    </div>
  );
}

async function signOut(everywhere: boolean): Promise<void> {
  await change("POST", everywhere ? "/sign-out-everywhere" : "/sign-out");
  isSignedOut.set(true);
}
