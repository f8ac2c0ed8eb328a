import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { RichText } from "../../../page/components/rich-text.tsx";
import { fileSize } from "../../../page/components/file-size.ts";
import type { Backups } from "../../wire.ts";
import { change, downloadPath } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { CommandLine } from "../parts/command-line.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Empty, Page } from "../parts/page.tsx";
import { shortTime } from "../times.ts";
import { useResource } from "../use-resource.ts";
import { BackupDialog } from "./backup-dialog.tsx";

/** Copies of the database: created, downloaded and removed here; restored by the command line. */
export function BackupPage() {
  const resource = useResource<Backups>("/backups");
  const { data } = resource;
  const [opened, setOpened] = useState<string | null>(null);
  const file = data?.files.find(({ name }) => name === opened);
  return (
    <Page
      title="Backup"
      actions={
        data?.cannot === null && (
          <ActionButton
            tone="primary"
            done="The backup is ready."
            onAct={async () => {
              await change("POST", "/backups");
              await resource.reload();
            }}
          >
            Create a backup
          </ActionButton>
        )
      }
    >
      <Loaded resource={resource} rows={3} height={60}>
        {({ cannot, copyTo, files }) => (
          <div class="stack">
            <Card isFlush>
              {cannot !== null ? (
                <Empty icon={<Icon name="box" />} title="Not here">
                  <RichText text={cannot} />
                </Empty>
              ) : files.length === 0 ? (
                <Empty icon={<Icon name="box" />} title="No backups yet">
                  A backup is one file with everything, made while the bot goes on. Keep it on
                  another machine.
                </Empty>
              ) : (
                <ul class="rows">
                  {files.map(({ name, size, at }) => (
                    <li key={name} class="row file-row">
                      <Icon name="box" />
                      <div>
                        <p class="file-name">{name}</p>
                        <p class="soft small">
                          {shortTime(at)} · {fileSize(size)}
                        </p>
                      </div>
                      <a
                        class="button"
                        href={downloadPath(`/backups/${encodeURIComponent(name)}`)}
                        download={name}
                        aria-label={`Download ${name}`}
                      >
                        <Icon name="save" /> <span>Download</span>
                      </a>
                      <button
                        type="button"
                        class="button"
                        aria-haspopup="dialog"
                        aria-label={`Restore or remove ${name}`}
                        onClick={() => setOpened(name)}
                      >
                        <Icon name="more" />
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </Card>
            {copyTo !== null && (
              <Card title="Move to PostgreSQL">
                <p class="soft">
                  Everything is copied as it is at one moment, so the bot must not run meanwhile:
                  stop it, run this where it runs with the address of an empty database, set
                  DATABASE_URL to that address, and start it again.
                </p>
                <CommandLine what="Command to move" command={copyTo} />
              </Card>
            )}
            {file !== undefined && (
              <BackupDialog
                file={file}
                onClose={() => setOpened(null)}
                onRemoved={resource.reload}
              />
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}
