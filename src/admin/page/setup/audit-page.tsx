import { Icon } from "../../../page/components/icons.tsx";
import { nameOfSender } from "../../../core/name-of-sender.ts";
import type { AuditItem } from "../../wire.ts";
import { Failure, Skeleton } from "../parts/loaded.tsx";
import { Card, Empty, Page } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { fullTime, shortTime } from "../times.ts";
import { useList } from "../use-list.ts";

/** The actions of owners, here and in the terminal, newest first. */
export function AuditPage() {
  const list = useList<AuditItem>("/audit?limit=50", ({ id }) => id);
  return (
    <Page
      title="Audit"
      subtitle="Every action of an owner: on this page, in the chat and at the terminal."
    >
      <Card isFlush>
        {list.error !== null && <Failure error={list.error} onRetry={() => void list.reload()} />}
        {list.items === null && list.error === null && <Skeleton rows={6} height={52} />}
        {list.items?.length === 0 && (
          <Empty icon={<Icon name="shield" />} title="No actions yet">
            Approvals, changed settings, take-overs and erasures are recorded here.
          </Empty>
        )}
        <ul class="rows">
          {list.items?.map((item) => (
            <li key={item.id} class="row audit">
              <time dateTime={new Date(item.at).toISOString()} title={fullTime(item.at)}>
                {shortTime(item.at)}
              </time>
              <p>
                <b>{item.action}</b> <span class="detail">{item.detail}</span>
                <small class="soft">
                  by <bdi>{nameOfSender(item.by)}</bdi>
                  {item.userId !== null && (
                    <>
                      {" · "}
                      <a href={hrefOf("users", item.userId)}>user #{item.userId}</a>
                    </>
                  )}
                </small>
              </p>
            </li>
          ))}
        </ul>
        {list.hasMore && (
          <button type="button" class="button wide" onClick={list.loadMore}>
            Show more
          </button>
        )}
      </Card>
    </Page>
  );
}
