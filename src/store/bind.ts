import type { Lane } from "../core/lane.ts";
import { type Driver, first, type Reader, type Transaction, type WriteOptions } from "./driver.ts";
import type { LaneSteps } from "./lane-steps.ts";
import type { Statement, Values } from "./statement.ts";

/** For writes that a power cut may undo: their result is found again or counted anew. */
export const UNSYNCED = { isSynced: false };

/** A step, which runs in a reader or a transaction. */
type Step<In, Given extends unknown[], Result> = (within: In, ...given: Given) => Promise<Result>;

/** Binds steps to a database: a bound step takes the arguments of the step behind its first. */
export function createBinder(driver: Driver) {
  const { read, transact } = driver;
  return {
    driver,
    /** Reads the rows of one statement. */
    rowsOf: <Name extends string, Row>(statement: Statement<Name, Row>, values: Values<Name>) =>
      read((reader) => reader.all(statement, values)),
    /** Reads the first row of one statement; null if there is none. */
    rowOf: <Name extends string, Row>(statement: Statement<Name, Row>, values: Values<Name>) =>
      read(async (reader) => (await first(reader, statement, values)) ?? null),
    /** Runs one statement, as a step of its own. */
    run: <Name extends string>(
      statement: Statement<Name>,
      values: Values<Name>,
      options?: WriteOptions,
    ): Promise<void> =>
      transact(async (transaction) => {
        await transaction.all(statement, values);
      }, options),
    read:
      <Given extends unknown[], Result>(step: Step<Reader, Given, Result>) =>
      (...given: Given) =>
        read((reader) => step(reader, ...given)),
    write:
      <Given extends unknown[], Result>(
        step: Step<Transaction, Given, Result>,
        options?: WriteOptions,
      ) =>
      (...given: Given) =>
        transact((transaction) => step(transaction, ...given), options),
  };
}

export type Binder = ReturnType<typeof createBinder>;

type EndingStep = Parameters<LaneSteps["endStep"]>[1];
type EndingSend = Parameters<LaneSteps["endSend"]>[2];

/** Binds also steps that are fenced by a lane, which is the first argument of the bound step. */
export function createLaneBinder(driver: Driver, lanes: LaneSteps) {
  const { underLane, endStep, endSend } = lanes;

  /** Binds a step that is given the lane too. The bound step returns false if the lane is lost. */
  const fencedUser =
    <Given extends unknown[]>(
      step: Step<Transaction, [lane: Lane, ...given: Given], boolean>,
      options?: WriteOptions,
    ) =>
    async (lane: Lane, ...given: Given) =>
      (await underLane(lane, (transaction) => step(transaction, lane, ...given), options)) ?? false;

  return {
    ...createBinder(driver),
    lanes,
    /** Binds a step so that it returns null if the lane is lost. */
    underLane:
      <Given extends unknown[], Result>(
        step: Step<Transaction, Given, Result>,
        options?: WriteOptions,
      ) =>
      (lane: Lane, ...given: Given) =>
        underLane(lane, (transaction) => step(transaction, ...given), options),
    /** Binds a step so that it returns false if the lane is lost. */
    fenced: <Given extends unknown[]>(
      step: Step<Transaction, Given, boolean>,
      options?: WriteOptions,
    ) => fencedUser<Given>((transaction, _lane, ...given) => step(transaction, ...given), options),
    fencedUser,
    endStep:
      <Given extends unknown[]>(
        step: (transaction: Transaction, ...given: Given) => ReturnType<EndingStep>,
      ) =>
      (lane: Lane, ...given: Given) =>
        endStep(lane, (transaction) => step(transaction, ...given)),
    endSend:
      <Given extends unknown[]>(
        step: (...run: [...Parameters<EndingSend>, ...Given]) => ReturnType<EndingSend>,
        options?: WriteOptions,
      ) =>
      (lane: Lane, partId: number, ...given: Given) =>
        endSend(lane, partId, (...run) => step(...run, ...given), options),
  };
}

export type LaneBinder = ReturnType<typeof createLaneBinder>;
