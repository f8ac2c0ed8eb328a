import type { MessageDetail } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { exactClock, fullTime, shortTime } from "../times.ts";
import { useResource } from "../use-resource.ts";
import { money } from "../words.ts";

/** The steps and costs of a message, and a second attempt if it failed. */
export function MessageSheet(props: { readonly messageId: number; readonly onClose: () => void }) {
  const { messageId, onClose } = props;
  const resource = useResource<MessageDetail>(`/messages/${messageId}`, () => true);
  return (
    <Dialog title="What happened" kind="sheet" onClose={onClose}>
      <Loaded resource={resource} rows={6} height={40}>
        {(detail) => (
          <>
            <Timeline detail={detail} />
            <Costs detail={detail} />
            {detail.canRetry && (
              <div class="retry">
                <p class="soft">The bot gave up on this message. It can try once more.</p>
                <ActionButton
                  tone="primary"
                  done="The bot tries again."
                  onAct={async () => {
                    await change("POST", `/messages/${messageId}/retry`);
                    await resource.reload();
                  }}
                >
                  Try again
                </ActionButton>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

function Timeline({ detail }: { readonly detail: MessageDetail }) {
  const first = detail.timeline.find(({ at }) => at !== null)?.at ?? null;
  return (
    <>
      {first !== null && <p class="soft">{shortTime(first)}</p>}
      <ol class="timeline">
        {detail.timeline.map(({ at, text }, index) => (
          <li key={index}>
            {at === null ? (
              <span />
            ) : (
              <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
                {exactClock(at)}
              </time>
            )}
            <p>{text}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Costs({ detail }: { readonly detail: MessageDetail }) {
  const { costs } = detail;
  const total = costs.reduce((sum, { nanoDollars }) => sum + nanoDollars, 0);
  if (costs.length === 0) return <p class="soft">Nothing was charged for it.</p>;
  return (
    <table class="figures">
      <caption>Cost</caption>
      <tbody>
        {costs.map(({ what, nanoDollars, isEstimated }, index) => (
          <tr key={index}>
            <th scope="row">
              {what}
              {isEstimated && <span class="soft"> (estimated)</span>}
            </th>
            <td>{money(nanoDollars)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <td>{money(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
