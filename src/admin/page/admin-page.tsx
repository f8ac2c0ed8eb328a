import { useEffect, useRef, useState } from "preact/hooks";
import type { Now, Session } from "../wire.ts";
import { isSignedOut, keepCsrfToken, read, sentenceOf } from "./api.ts";
import { ConversationsPage } from "./conversations/conversations-page.tsx";
import { CostsPage } from "./costs/costs-page.tsx";
import { connection, followEvents } from "./live.ts";
import { LogPage } from "./log/log-page.tsx";
import { Navigation } from "./navigation.tsx";
import { NowPage } from "./now/now-page.tsx";
import { useObservable } from "./observable.ts";
import { Failure } from "./parts/loaded.tsx";
import { Notices } from "./parts/notices.tsx";
import { type Route, useRoute } from "./route.ts";
import { AuditPage } from "./setup/audit-page.tsx";
import { BackupPage } from "./setup/backup-page.tsx";
import { ChannelsPage } from "./setup/channels-page.tsx";
import { DoctorPage } from "./setup/doctor-page.tsx";
import { DocumentsPage } from "./setup/documents-page.tsx";
import { SettingsPage } from "./setup/settings-page.tsx";
import { SignedOut } from "./signed-out.tsx";
import { type Resource, useResource } from "./use-resource.ts";
import { nameApp, waitingUsers } from "./use-title.ts";
import { UserPage } from "./users/user-page.tsx";
import { UsersPage } from "./users/users-page.tsx";

/** The whole page: asks who the reader is, and then shows the page of the address. */
export function AdminPage() {
  const [session, setSession] = useState<Session | null>(null);
  const [error, setError] = useState<string | null>(null);
  const isOver = useObservable(isSignedOut);

  async function begin(): Promise<void> {
    setError(null);
    try {
      const found = await read<Session>("/session");
      keepCsrfToken(found.csrfToken);
      nameApp(found.appName);
      setSession(found);
    } catch (failed) {
      setError(sentenceOf(failed));
    }
  }

  useEffect(() => void begin(), []);

  if (isOver) return <SignedOut />;
  if (session) return <OpenedPage session={session} />;
  return error === null ? (
    <p class="loading">Loading…</p>
  ) : (
    <main class="gate">
      <h1>Admin</h1>
      <Failure error={error} onRetry={() => void begin()} />
    </main>
  );
}

function OpenedPage({ session }: { readonly session: Session }) {
  const route = useRoute();
  const now = useResource<Now>("/now", (changed) => changed.now);
  const state = useObservable(connection);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(followEvents, []);
  useEffect(() => waitingUsers.set(now.data?.waitingForHuman ?? 0), [now.data]);

  useEffect(() => {
    // The first page leaves the focus where the browser puts it.
    if (!isFirst.current) main.current?.querySelector("h1")?.focus({ preventScroll: true });
    isFirst.current = false;
    main.current?.scrollTo(0, 0);
  }, [route.page, route.userId]);

  return (
    <div class="admin" data-page={route.page} data-has-user={route.userId !== null}>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          // The fragment names the page, so the jump is made here.
          event.preventDefault();
          main.current?.querySelector("h1")?.focus();
        }}
      >
        Skip to the content
      </a>
      <Navigation session={session} page={route.page} now={now.data} />
      <main id="main" ref={main}>
        {state === "polling" && (
          <p class="banner" role="status">
            No live connection to the bot. Trying again…
          </p>
        )}
        <Content route={route} session={session} now={now} />
      </main>
      <Notices />
    </div>
  );
}

function Content(props: {
  readonly route: Route;
  readonly session: Session;
  readonly now: Resource<Now>;
}) {
  const { page, userId, query } = props.route;
  switch (page) {
    case "now":
      return <NowPage now={props.now} />;
    case "conversations":
      return <ConversationsPage userId={userId} actor={props.session.actor} />;
    case "users":
      return userId === null ? (
        <UsersPage query={query} />
      ) : (
        <UserPage key={userId} userId={userId} />
      );
    case "costs":
      return <CostsPage />;
    case "documents":
      return <DocumentsPage />;
    case "channels":
      return <ChannelsPage />;
    case "settings":
      return <SettingsPage />;
    case "log":
      return <LogPage />;
    case "backup":
      return <BackupPage />;
    case "doctor":
      return <DoctorPage />;
    case "audit":
      return <AuditPage />;
  }
}
