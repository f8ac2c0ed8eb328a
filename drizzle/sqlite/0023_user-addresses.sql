CREATE TABLE `user_addresses` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`phone_number` text,
	`external_user_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_addresses_phone_number_unique` ON `user_addresses` (`phone_number`);--> statement-breakpoint
CREATE UNIQUE INDEX `user_addresses_external_user_id_unique` ON `user_addresses` (`external_user_id`);--> statement-breakpoint
CREATE INDEX `user_addresses_user` ON `user_addresses` (`user_id`);--> statement-breakpoint
ALTER TABLE `messages` ADD `reply_to` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `reply_from` text;--> statement-breakpoint
ALTER TABLE `users` ADD `is_merged` integer DEFAULT false NOT NULL;