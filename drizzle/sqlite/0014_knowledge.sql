CREATE TABLE `knowledge_files` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`path` text NOT NULL,
	`size` integer NOT NULL,
	`mtime_ms` integer NOT NULL,
	`sha256` text NOT NULL,
	`state` text NOT NULL,
	`format` text,
	`reason` text,
	`pages` integer DEFAULT 0 NOT NULL,
	`passages` integer DEFAULT 0 NOT NULL,
	`is_cut` integer DEFAULT false NOT NULL,
	`read_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `knowledge_passages` (
	`id` integer PRIMARY KEY NOT NULL,
	`page` integer,
	`heading` text,
	`text` text NOT NULL
);
