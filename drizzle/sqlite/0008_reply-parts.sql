CREATE TABLE `outgoing_files` (
	`part_id` integer PRIMARY KEY NOT NULL,
	`content_type` text NOT NULL,
	`name` text NOT NULL,
	`size` integer NOT NULL,
	`sha256` text NOT NULL,
	`token` text NOT NULL,
	`created_at` integer NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`part_id`) REFERENCES `deliveries`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outgoing_files_token_unique` ON `outgoing_files` (`token`);--> statement-breakpoint
ALTER TABLE `deliveries` ADD `kind` text DEFAULT 'text' NOT NULL;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `fetched_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` DROP COLUMN `media_url`;