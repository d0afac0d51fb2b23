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
)
