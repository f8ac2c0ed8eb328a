UPDATE "lanes" SET "last_at" = (
	SELECT max("messages"."created_at") FROM "messages" WHERE "messages"."user_id" = "lanes"."user_id"
);
