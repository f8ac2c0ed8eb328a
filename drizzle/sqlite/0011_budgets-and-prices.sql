ALTER TABLE `charges` ADD `settled_nano_dollars` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `daily_budget` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `monthly_budget` integer;