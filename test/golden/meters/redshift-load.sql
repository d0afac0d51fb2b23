-- the question

CREATE TABLE IF NOT EXISTS "_runs_meters" (
  "number" bigint,
  "run" varchar(256),
  "attempt" varchar(256),
  "date" date,
  "rows" bigint,
  "started_at" timestamp
);

SELECT max("number") FROM "_runs_meters";

SELECT column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = 'meters'
ORDER BY ordinal_position;


-- the transaction that makes the table

LOCK TABLE "_runs_meters";

CREATE TABLE "meters" (
  "meter" varchar(65535),
  "day" date,
  "value" double precision,
  "change" double precision,
  "reading" bigint,
  "note" varchar(65535)
);

DELETE FROM "_runs_meters" WHERE "number" >= 42;

CREATE TEMPORARY TABLE "_incoming" (
  "meter" varchar(65535),
  "day" date,
  "value" double precision,
  "change" double precision,
  "reading" bigint,
  "note" varchar(65535)
);

COPY "_incoming"
FROM 's3://lake/state/meters/runs/run/load/attempt.json'
IAM_ROLE default FORMAT AS PARQUET MANIFEST;

SELECT 1 / CASE WHEN count(*) = 7 THEN 1 ELSE 0 END FROM "_incoming";

INSERT INTO "meters" ("meter", "day", "value", "change", "reading", "note")
SELECT "meter", "day", "value", "change", "reading", "note" FROM "_incoming";

INSERT INTO "_runs_meters" ("number", "run", "attempt", "date", "rows", "started_at")
VALUES (42, 'run', 'attempt', '2026-02-28', 7, '2026-03-01 08:00:00.000');

DROP TABLE "_incoming";

GRANT SELECT ON "_runs_meters", "meters" TO PUBLIC;


-- the transaction that replaces an older table's rows

LOCK TABLE "_runs_meters";

SELECT 1 / CASE WHEN count(*) = 0 THEN 1 ELSE 0 END FROM "_runs_meters" WHERE "number" >= 42;

CREATE TEMPORARY TABLE "_incoming" (
  "meter" varchar(65535),
  "day" date,
  "value" double precision,
  "change" double precision,
  "reading" bigint,
  "note" varchar(65535)
);

COPY "_incoming"
FROM 's3://lake/state/meters/runs/run/load/attempt.json'
IAM_ROLE default FORMAT AS PARQUET MANIFEST;

SELECT 1 / CASE WHEN count(*) = 7 THEN 1 ELSE 0 END FROM "_incoming";

ALTER TABLE "meters" ADD COLUMN "day" date;

DELETE FROM "meters";

INSERT INTO "meters" ("meter", "day", "value", "change", "reading", "note")
SELECT "meter", "day", "value", "change", "reading", "note" FROM "_incoming";

INSERT INTO "_runs_meters" ("number", "run", "attempt", "date", "rows", "started_at")
VALUES (42, 'run', 'attempt', '2026-02-28', 7, '2026-03-01 08:00:00.000');

DROP TABLE "_incoming";
