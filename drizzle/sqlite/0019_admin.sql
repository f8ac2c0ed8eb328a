CREATE TABLE `admin_audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`user_id` integer,
	`detail` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `admin_audit_time` ON `admin_audit` (`at`);--> statement-breakpoint
CREATE INDEX `admin_audit_user` ON `admin_audit` (`user_id`);--> statement-breakpoint
CREATE TABLE `admin_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`owner` text,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `admin_sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`owner` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deliveries_failed` ON `deliveries` (`id`) WHERE state in ('failed', 'unknown');--> statement-breakpoint
CREATE INDEX `messages_dead` ON `messages` (`id`) WHERE state = 'dead';