DROP INDEX `charges_key`;--> statement-breakpoint
DROP INDEX `charges_message`;--> statement-breakpoint
CREATE UNIQUE INDEX `charges_event` ON `charges` (`message_id`,`key`);--> statement-breakpoint
CREATE INDEX `charges_resent` ON `charges` (`key`) WHERE key like 'resent %';