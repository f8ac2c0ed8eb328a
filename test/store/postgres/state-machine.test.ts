import { postgresGround } from "../machine/grounds.ts";
import { testStateMachine } from "../machine/state-machine.ts";

testStateMachine("PostgreSQL", postgresGround, { plain: 5, deep: 1_000 });
