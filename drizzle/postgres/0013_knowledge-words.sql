-- Written by hand: drizzle-kit knows no tsvector. The program writes each vector itself, with the same
-- words as in SQLite, so that no parser or dictionary of the server changes them.
CREATE TABLE "knowledge_words" (
	"rowid" bigint PRIMARY KEY NOT NULL,
	"words" tsvector NOT NULL
);
--> statement-breakpoint
-- Without a list of pending entries, which every search would read.
CREATE INDEX "knowledge_words_search" ON "knowledge_words" USING gin ("words") WITH (fastupdate = off);
