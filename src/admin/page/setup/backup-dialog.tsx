import type { Backups } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { CommandLine } from "../parts/command-line.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { shortTime } from "../times.ts";

/** Says how a backup is restored, which needs the bot stopped, and removes it. */
export function BackupDialog(props: {
  readonly file: Backups["files"][number];
  readonly onClose: () => void;
  readonly onRemoved: () => Promise<void>;
}) {
  const { file, onClose, onRemoved } = props;
  return (
    <Dialog title={`Backup of ${shortTime(file.at)}`} kind="box" onClose={onClose}>
      <p>
        A restored database replaces the one that the bot writes to, so the bot must not run
        meanwhile: stop it, run this where it runs, and start it again. Messages since this backup
        are not in it; the present database is kept beside it.
      </p>
      <CommandLine what="Command to restore" command={file.restore} />
      <div class="actions end">
        <ActionButton
          tone="danger"
          done="The backup is removed."
          onAct={async () => {
            await change("DELETE", `/backups/${encodeURIComponent(file.name)}`);
            await onRemoved();
          }}
        >
          Remove this backup
        </ActionButton>
      </div>
    </Dialog>
  );
}
