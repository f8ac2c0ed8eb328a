import { sqliteGround } from "./machine/grounds.ts";
import { testStateMachine } from "./machine/state-machine.ts";

testStateMachine("SQLite", sqliteGround, { plain: 60, deep: 10_000 });
