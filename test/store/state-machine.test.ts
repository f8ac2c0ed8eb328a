import { sqliteDatabase } from "./machine/databases.ts";
import { testStateMachine } from "./machine/state-machine.ts";

testStateMachine("SQLite", sqliteDatabase, { plain: 60, deep: 10_000 });
