import { and, asc, desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Dialect, type Given, type Statement, statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

/*
 * Statements about the rows of one table. Each names a column once: its given value has the same
 * name. Statements that join, count or compare more are written with `statement`.
 */

type TableName = keyof Tables;
type Row<Table extends TableName> = Tables[Table]["$inferSelect"];
type NewRow<Table extends TableName> = Tables[Table]["$inferInsert"];
type Column<Table extends TableName> = keyof Row<Table> & keyof NewRow<Table> & string;
type Columns<Names extends string> = readonly Names[];

type Scope = Dialect & Tables;

/** Values of columns that are not given under the names of their columns. */
type OtherValues<Table extends TableName> = {
  readonly [Name in Column<Table>]?: NewRow<Table>[Name] | SQL | Computed;
};
type Computed = (scope: Scope, given: never) => SQL;
/** The names of the values that these are computed from. */
type GivenTo<More> = {
  [Name in keyof More]: More[Name] extends (scope: never, given: infer Values) => SQL
    ? keyof Values & string
    : never;
}[keyof More];
/** Refuses what is no column. */
type Only<Table extends TableName, More> = Readonly<
  Record<Exclude<keyof More, Column<Table>>, never>
>;

/** The rows that a statement is about. */
interface Which<By extends string, Among extends string, Names extends string> {
  /** Columns that equal the given values. */
  readonly by?: Columns<By>;
  /** A column whose value is in a given JSON array, which has the name of the column with an s. */
  readonly among?: Among;
  readonly where?: SQL | ((scope: Scope, given: Given<Names>) => SQL | undefined);
}

interface Returned<Back extends string> {
  /** The columns of the rows that it returns; none without it. */
  readonly returning?: Columns<Back>;
}

/** A part of the type of an insertion: not satisfied if a column that needs a value is not named. */
type Whole<Table extends TableName, Names> = [Exclude<Needed<Table>, Named<Names>>] extends [never]
  ? unknown
  : { readonly missing: Exclude<Needed<Table>, Named<Names>> };
type Needed<Table extends TableName> = {
  [Name in Column<Table>]: undefined extends NewRow<Table>[Name] ? never : Name;
}[Column<Table>];
type Named<Names> = Names | ("now" extends Names ? "createdAt" | "updatedAt" : never);

/** Declares the insertion of a row; `now` is the time of its creation, and of its change. */
export function insertRow<
  Table extends TableName,
  Name extends Column<Table> | "now",
  const More extends OtherValues<Table> = {},
  Back extends Column<Table> = never,
>(
  table: Table,
  columns: Columns<Name> & Whole<Table, Name | keyof More>,
  options: Returned<Back> & {
    readonly set?: OtherValues<Table> & More & Only<Table, More>;
    readonly orNothing?: boolean;
  } = {},
): Statement<Name | GivenTo<More>, Pick<Row<Table>, Back>> {
  return statement((scope, given: Given<Name | GivenTo<More>>): unknown => {
    const target: SQLiteTable = scope.tables[table];
    const row = valuesOf(scope, target, columns, given, ["createdAt", "updatedAt"], options.set);
    const insert = scope.orm.insert(target).values(row);
    const checked = options.orNothing === true ? insert.onConflictDoNothing() : insert;
    return returned(checked, target, options.returning);
  });
}

/** Declares the change of rows; `now` is the time of their change. */
export function updateRows<
  Table extends TableName,
  Name extends Column<Table> | "now",
  By extends Column<Table> = never,
  Among extends Column<Table> = never,
  Names extends string = never,
  const More extends OtherValues<Table> = {},
  Back extends Column<Table> = never,
>(
  table: Table,
  columns: Columns<Name>,
  options: Which<By, Among, Names> &
    Returned<Back> & { readonly set?: OtherValues<Table> & More & Only<Table, More> },
): Statement<Name | By | `${Among}s` | Names | GivenTo<More>, Pick<Row<Table>, Back>> {
  return statement(
    (scope, given: Given<Name | By | `${Among}s` | Names | GivenTo<More>>): unknown => {
      const target: SQLiteTable = scope.tables[table];
      const set = valuesOf(scope, target, columns, given, ["updatedAt"], options.set);
      const update = scope.orm
        .update(target)
        .set(set)
        .where(conditionOf(scope, target, options, given));
      return returned(update, target, options.returning);
    },
  );
}

/** Declares the deletion of rows. */
export function deleteRows<
  Table extends TableName,
  By extends Column<Table> = never,
  Among extends Column<Table> = never,
  More extends string = never,
  Back extends Column<Table> = never,
>(
  table: Table,
  options: Which<By, Among, More> & Returned<Back> = {},
): Statement<By | `${Among}s` | More, Pick<Row<Table>, Back>> {
  return statement((scope, given: Given<By | `${Among}s` | More>): unknown => {
    const target: SQLiteTable = scope.tables[table];
    const deletion = scope.orm.delete(target).where(conditionOf(scope, target, options, given));
    return returned(deletion, target, options.returning);
  });
}

type Selected<
  Table extends TableName,
  Name extends Column<Table>,
  As extends Readonly<Record<string, Column<Table>>>,
> = Pick<Row<Table>, Name> & { [Alias in keyof As]: Row<Table>[As[Alias]] };

/** Declares the reading of these columns of rows; null stands for all columns. */
export function selectRows<
  Table extends TableName,
  Name extends Column<Table>,
  By extends Column<Table> = never,
  Among extends Column<Table> = never,
  More extends string = never,
  Limit extends number | "limit" = never,
  As extends Readonly<Record<string, Column<Table>>> = {},
>(
  table: Table,
  columns: Columns<Name> | null,
  options: Which<By, Among, More> & {
    /** Further columns, by the names that they have in a row. */
    readonly as?: As;
    readonly orderBy?: Columns<Column<Table>>;
    readonly orderByDesc?: Columns<Column<Table>>;
    readonly limit?: Limit;
    /** Locks the rows until the commit. */
    readonly isLocked?: boolean;
  } = {},
): Statement<By | `${Among}s` | More | Extract<Limit, "limit">, Selected<Table, Name, As>> {
  return statement(
    (scope, given: Given<By | `${Among}s` | More | Extract<Limit, "limit">>): unknown => {
      const target: SQLiteTable = scope.tables[table];
      const { orderBy = [], orderByDesc = [], limit } = options;
      const names = columns ?? Object.keys(getTableColumns(target));
      const select = scope.orm
        .select(columnsOf(target, names, options.as))
        .from(target)
        .where(conditionOf(scope, target, options, given))
        .orderBy(
          ...orderBy.map((name) => asc(columnOf(target, name))),
          ...orderByDesc.map((name) => desc(columnOf(target, name))),
        )
        .$dynamic();
      if (limit !== undefined) select.limit(limit === "limit" ? sql.placeholder(limit) : limit);
      return options.isLocked === true ? scope.locked(select) : select;
    },
  );
}

/** Declares the counting of rows. */
export function countRows<
  Table extends TableName,
  By extends Column<Table> = never,
  Among extends Column<Table> = never,
  More extends string = never,
>(
  table: Table,
  options: Which<By, Among, More> = {},
): Statement<By | `${Among}s` | More, { total: number }> {
  return statement((scope, given: Given<By | `${Among}s` | More>) => {
    const target: SQLiteTable = scope.tables[table];
    return scope.orm
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(target)
      .where(conditionOf(scope, target, options, given));
  });
}

function conditionOf<By extends string, Among extends string, More extends string>(
  scope: Scope,
  table: SQLiteTable,
  { by = [], among, where }: Which<By, Among, More>,
  given: Given<By | `${Among}s` | More>,
): SQL | undefined {
  return and(
    ...by.map((name) => eq(columnOf(table, name), given[name])),
    among && scope.isAmong(columnOf(table, among), given[`${among}s`]),
    typeof where === "function" ? where(scope, given) : where,
  );
}

/** Returns the values of columns; `now` stands for those of `times` that are not given. */
function valuesOf<Names extends string>(
  scope: Scope,
  table: SQLiteTable,
  names: Columns<Names>,
  given: Given<Names>,
  times: readonly string[],
  set: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const stamped = times.filter((time) => time in getTableColumns(table) && !(time in values));
    for (const column of name === "now" ? stamped : [name]) values[column] = given[name];
  }
  for (const [name, value] of Object.entries(set)) {
    values[name] = typeof value === "function" ? value(scope, given) : value;
  }
  return values;
}

interface Change {
  returning(columns: Record<string, SQLiteColumn>): unknown;
}

function returned(change: Change, table: SQLiteTable, names: readonly string[] | undefined) {
  return names === undefined ? change : change.returning(columnsOf(table, names));
}

function columnsOf(
  table: SQLiteTable,
  names: readonly string[],
  as: Readonly<Record<string, string>> = {},
): Record<string, SQLiteColumn> {
  const named = [...names.map((name) => [name, name] as const), ...Object.entries(as)];
  return Object.fromEntries(named.map(([alias, name]) => [alias, columnOf(table, name)]));
}

function columnOf(table: SQLiteTable, name: string): SQLiteColumn {
  const column = getTableColumns(table)[name];
  if (column === undefined) throw new Error(`no table has the column ${name}`);
  return column;
}
