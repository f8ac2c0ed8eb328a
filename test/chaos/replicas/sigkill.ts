import type { PicturesStandIn } from "../../../src/simulator/pictures-stand-in.ts";
import { COUNT_CHARGES, readDrawings, startPainter } from "../drawings.ts";
import { beginLoad, type Conversation } from "../load.ts";
import { perform, readOptions } from "../program.ts";
import { textsCutOff } from "../setup.ts";
import { judge, type Verdict, worst } from "../verdict.ts";
import { type ReplicasSetup, setUpReplicas } from "./setup.ts";
import { watchTakeovers } from "./takeovers.ts";

const USAGE = `Kills each of three replicas again and again while people write.
  bun test/chaos/replicas/sigkill.ts [--kills 200] [--users 60] [--pause 1500] [--pictures]`;
const LONGEST_THOUGHT_MS = 400;
/** In milliseconds, between two kills, unless told otherwise. */
const LONGEST_PAUSE_MS = 1_500;

const { kills, users, pause, pictures } = readOptions(USAGE, {
  kills: 200,
  users: 60,
  pause: LONGEST_PAUSE_MS,
  pictures: false,
});
const painter = pictures ? await startPainter() : null;
const opening = await setUpReplicas({ thinkMs: () => Math.random() * LONGEST_THOUGHT_MS, painter });
await perform(opening, async (setup) => {
  const deaths: number[] = [];
  const cutOff: string[] = [];
  const takeovers = watchTakeovers(setup.sql, deaths);
  const load = beginLoad(setup, users, () => Math.random() * LONGEST_PAUSE_MS);
  const launches: Promise<unknown>[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    await Bun.sleep(Math.random() * pause);
    const slot = kill % 3;
    deaths.push(Date.now());
    await setup.replica(slot).kill();
    cutOff.push(...textsCutOff(await setup.stored()));
    // The next one dies while this one starts, now and then before it has.
    launches.push(setup.launch(slot));
  }
  await Promise.all(launches);
  const verdict = await judge(setup, load, cutOff);
  const drawn = painter && (await judgePictures(painter, setup, load.conversations));
  const times = await takeovers.end();
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
  return {
    line: `${kills} kills, ${verdict.line}${drawn === null ? "" : `; ${drawn.line}`}; ${times.length} lanes taken over, half of them within ${worst([median])}, all within ${worst(times)} of the death`,
    isKept: verdict.isKept && drawn?.isKept !== false,
  };
});
await painter?.stop();
process.exit();

/** Holds the pictures that arrived against what was asked for, and their charges against those that were made. */
async function judgePictures(
  server: PicturesStandIn,
  { sql, twilio }: ReplicasSetup,
  conversations: readonly Conversation[],
): Promise<Verdict> {
  const [row] = await sql.unsafe<{ total: string }[]>(COUNT_CHARGES);
  const { made, arrived, charges } = readDrawings(server, twilio, Number(row?.total));
  const wrong = conversations.filter(({ from, texts }) => {
    const found = arrived.get(from) ?? [];
    return !Bun.deepEquals(found, texts);
  });
  const total = [...arrived.values()].flat().length;
  return {
    line: `${total} pictures arrived, ${wrong.length} users without all of theirs once and in order; ${made.length} were made, ${charges} charged`,
    isKept: wrong.length === 0 && charges >= made.length,
  };
}
