import { Icon } from "../../../page/components/icons.tsx";
import { RichText } from "../../../page/components/rich-text.tsx";
import type { ChannelState } from "../../wire.ts";
import { CopyButton } from "../parts/controls.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Chip, Empty, Page, type Tone } from "../parts/page.tsx";
import { TimeNear } from "../parts/shown.tsx";
import { useResource } from "../use-resource.ts";
import { bareAddress } from "../words.ts";
import { nameOfUpstream } from "../../../core/name-of-upstream.ts";

const CIRCUITS: Readonly<Record<ChannelState["circuit"], readonly [Tone, string]>> = {
  closed: ["good", "works"],
  "half-open": ["warm", "tries again"],
  open: ["bad", "pauses after failures"],
};

/** The messengers that the bot is connected to, and what is left to set up at each. */
export function ChannelsPage() {
  const resource = useResource<readonly ChannelState[]>("/channels", (changed) => changed.now);
  return (
    <Page title="Channels">
      <Loaded resource={resource} rows={2} height={220}>
        {(channels) =>
          channels.length === 0 ? (
            <Card>
              <Empty icon={<Icon name="plug" />} title="No channel is connected">
                Run <code>whatsapp-ai-bot setup</code> where the bot runs: it asks for the account
                and checks it.
              </Empty>
            </Card>
          ) : (
            <div class="stack">
              {channels.map((channel) => (
                <ChannelCard key={`${channel.name} ${channel.address}`} channel={channel} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function ChannelCard({ channel }: { readonly channel: ChannelState }) {
  const [tone, words] = CIRCUITS[channel.circuit];
  const left = channel.steps.filter(({ isDone }) => isDone === false).length;
  return (
    <Card
      title={nameOfUpstream(channel.name)}
      hint={bareAddress(channel.address)}
      actions={<Chip tone={tone}>{words}</Chip>}
    >
      <dl class="facts">
        <div>
          <dt>Last message received</dt>
          <dd>
            {channel.lastReceivedAt === null ? (
              "none yet"
            ) : (
              <TimeNear at={channel.lastReceivedAt} />
            )}
          </dd>
        </div>
        <div>
          <dt>Last message sent</dt>
          <dd>{channel.lastSentAt === null ? "none yet" : <TimeNear at={channel.lastSentAt} />}</dd>
        </div>
      </dl>
      {channel.webhooks.length > 0 && (
        <>
          <h3>Addresses to enter at the messenger</h3>
          <ul class="webhooks">
            {channel.webhooks.map(({ what, url }) => (
              <li key={what}>
                <span class="soft">{what}</span>
                <code>{url}</code>
                <CopyButton text={url} what={what} />
              </li>
            ))}
          </ul>
        </>
      )}
      {channel.steps.length > 0 && (
        <>
          <h3>Setup{left === 0 && <Chip tone="good">complete</Chip>}</h3>
          <ul class="checklist">
            {channel.steps.map(({ text, isDone }) => (
              <li key={text} data-done={isDone === null ? "unknown" : isDone}>
                <StepMark isDone={isDone} />
                <RichText text={text} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function StepMark({ isDone }: { readonly isDone: boolean | null }) {
  const label = isDone === null ? "Cannot be checked from here" : isDone ? "Done" : "To do";
  return (
    <span class="step-mark" role="img" aria-label={label} title={label}>
      {isDone === true && <Icon name="check" />}
      {isDone === null && "?"}
    </span>
  );
}
