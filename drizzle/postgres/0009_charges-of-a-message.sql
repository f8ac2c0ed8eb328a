ALTER TABLE "charges" DROP CONSTRAINT "charges_message_id_messages_id_fk";
--> statement-breakpoint
DROP INDEX "charges_message";--> statement-breakpoint
UPDATE "charges" SET "id" = -"id";--> statement-breakpoint
UPDATE "charges" SET "id" = placed."message_id" * 1048576 + placed."place" - 1 FROM (SELECT "id", "message_id", row_number() OVER (PARTITION BY "message_id" ORDER BY "id" DESC) AS "place" FROM "charges" WHERE "message_id" IS NOT NULL) AS placed WHERE "charges"."id" = placed."id";