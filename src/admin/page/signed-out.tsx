import { CopyButton } from "./parts/controls.tsx";
import { Notices } from "./parts/notices.tsx";
import { useTitle } from "./use-title.ts";

const COMMAND = "whatsapp-ai-bot admin-link";

/** Explains how to come back once the session has ended. */
export function SignedOut() {
  useTitle("Signed out");
  return (
    <>
      <main class="gate">
        <img src="/admin/icon.svg" alt="" width="56" height="56" />
        <h1>You are signed out</h1>
        <p>This page opens with a link that works once. To get a new one:</p>
        <ul>
          <li>
            write <code>/admin</code> to the bot from an owner’s phone, or
          </li>
          <li>
            run <code>{COMMAND}</code> where the bot runs
            <CopyButton text={COMMAND} what="the command" />
          </li>
        </ul>
      </main>
      <Notices />
    </>
  );
}
