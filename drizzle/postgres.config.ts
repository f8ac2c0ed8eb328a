import { defineConfig } from "drizzle-kit";

// bunx drizzle-kit generate --config drizzle/postgres.config.ts --name what-changes
// Read the SQL by eye, then name the file in src/store/postgres/migrations.ts.
export default defineConfig({
  dialect: "postgresql",
  schema: "./drizzle/postgres.schema.cjs",
  out: "./drizzle/postgres",
});
