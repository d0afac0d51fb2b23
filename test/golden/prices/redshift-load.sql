-- the question

CREATE TABLE IF NOT EXISTS "_runs_prices" (
  "number" bigint,
  "run" varchar(256),
  "attempt" varchar(256),
  "date" date,
  "rows" bigint,
  "started_at" timestamp
);

SELECT max("number") FROM "_runs_prices";

SELECT column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = 'prices'
ORDER BY ordinal_position;


-- the transaction that makes the table

LOCK TABLE "_runs_prices";

CREATE TABLE "prices" (
  "symbol" varchar(65535),
  "date" date,
  "open" double precision,
  "high" double precision,
  "low" double precision,
  "close" double precision,
  "adj_close" double precision,
  "volume" double precision,
  "dividend" double precision,
  "split_ratio" double precision,
  "currency" varchar(65535),
  "suspect" boolean,
  "log_return" double precision
);

DELETE FROM "_runs_prices" WHERE "number" >= 42;

CREATE TEMPORARY TABLE "_incoming" (
  "symbol" varchar(65535),
  "date" date,
  "open" double precision,
  "high" double precision,
  "low" double precision,
  "close" double precision,
  "adj_close" double precision,
  "volume" double precision,
  "dividend" double precision,
  "split_ratio" double precision,
  "currency" varchar(65535),
  "suspect" boolean,
  "log_return" double precision
);

COPY "_incoming"
FROM 's3://lake/state/prices/runs/run/load/attempt.json'
IAM_ROLE default FORMAT AS PARQUET MANIFEST;

SELECT 1 / CASE WHEN count(*) = 7 THEN 1 ELSE 0 END FROM "_incoming";

INSERT INTO "prices" ("symbol", "date", "open", "high", "low", "close", "adj_close", "volume", "dividend", "split_ratio", "currency", "suspect", "log_return")
SELECT "symbol", "date", "open", "high", "low", "close", "adj_close", "volume", "dividend", "split_ratio", "currency", "suspect", "log_return" FROM "_incoming";

INSERT INTO "_runs_prices" ("number", "run", "attempt", "date", "rows", "started_at")
VALUES (42, 'run', 'attempt', '2026-02-28', 7, '2026-03-01 08:00:00.000');

DROP TABLE "_incoming";

GRANT SELECT ON "_runs_prices", "prices" TO PUBLIC;


-- the transaction that replaces an older table's rows

LOCK TABLE "_runs_prices";

SELECT 1 / CASE WHEN count(*) = 0 THEN 1 ELSE 0 END FROM "_runs_prices" WHERE "number" >= 42;

CREATE TEMPORARY TABLE "_incoming" (
  "symbol" varchar(65535),
  "date" date,
  "open" double precision,
  "high" double precision,
  "low" double precision,
  "close" double precision,
  "adj_close" double precision,
  "volume" double precision,
  "dividend" double precision,
  "split_ratio" double precision,
  "currency" varchar(65535),
  "suspect" boolean,
  "log_return" double precision
);

COPY "_incoming"
FROM 's3://lake/state/prices/runs/run/load/attempt.json'
IAM_ROLE default FORMAT AS PARQUET MANIFEST;

SELECT 1 / CASE WHEN count(*) = 7 THEN 1 ELSE 0 END FROM "_incoming";

ALTER TABLE "prices" ADD COLUMN "date" date;

DELETE FROM "prices";

INSERT INTO "prices" ("symbol", "date", "open", "high", "low", "close", "adj_close", "volume", "dividend", "split_ratio", "currency", "suspect", "log_return")
SELECT "symbol", "date", "open", "high", "low", "close", "adj_close", "volume", "dividend", "split_ratio", "currency", "suspect", "log_return" FROM "_incoming";

INSERT INTO "_runs_prices" ("number", "run", "attempt", "date", "rows", "started_at")
VALUES (42, 'run', 'attempt', '2026-02-28', 7, '2026-03-01 08:00:00.000');

DROP TABLE "_incoming";
