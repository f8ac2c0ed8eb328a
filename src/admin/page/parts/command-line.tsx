import { CopyButton } from "./controls.tsx";

/** A command to run where the bot runs, ready to copy. */
export function CommandLine({ what, command }: { what: string; command: string }) {
  return (
    <ul class="webhooks">
      <li>
        <span class="soft">{what}</span>
        <code>{command}</code>
        <CopyButton text={command} what={what} />
      </li>
    </ul>
  );
}
