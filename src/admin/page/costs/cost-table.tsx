import type { CostItem } from "../../wire.ts";
import { hrefOf } from "../route.ts";
import { money, number, percent } from "../words.ts";

/** The costs of each of a kind, the largest first, with their shares as bars. */
export function CostTable(props: {
  readonly items: readonly CostItem[];
  readonly total: number;
  readonly label: string;
}) {
  const { items, total } = props;
  if (items.length === 0) return <p class="nothing">Nothing was charged.</p>;
  return (
    <table class="costs" aria-label={props.label}>
      <thead class="unseen">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Charges</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.userId ?? item.name}>
            <th scope="row">
              {item.userId === undefined ? (
                <bdi>{item.name}</bdi>
              ) : (
                <a href={hrefOf("users", item.userId)}>
                  <bdi>{item.name}</bdi>
                </a>
              )}
              <i
                class="share"
                aria-hidden="true"
                style={{ "--share": `${total > 0 ? (item.nanoDollars / total) * 100 : 0}%` }}
              />
            </th>
            <td class="soft">{number(item.events)}×</td>
            <td>
              {money(item.nanoDollars)}
              <small class="soft">
                {percent(item.nanoDollars, total)}
                {item.estimated > 0 && ", estimated in part"}
              </small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
