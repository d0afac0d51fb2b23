set TimeZone = 'UTC';

create or replace temp macro sign(x) as case when x > 0 and not isnan(cast(x as double)) then 1e0 when x < 0 then -1e0 else cast(x as double) end;

create or replace temp macro floor(x) as case when isnan(cast(x as double)) then cast(0 as bigint) when x >= 9223372036854775808e0 then 9223372036854775807 when x <= -9223372036854775808e0 then -9223372036854775808 else cast(system.main.floor(x) as bigint) end;

create or replace temp macro ceil(x) as case when isnan(cast(x as double)) then cast(0 as bigint) when x >= 9223372036854775808e0 then 9223372036854775807 when x <= -9223372036854775808e0 then -9223372036854775808 else cast(system.main.ceil(x) as bigint) end;

create or replace temp macro round(x) as system.main.round(x) + 0e0, (x, n) as system.main.round(x, n);

create or replace temp macro sqrt(x) as case when x < 0 then cast('NaN' as double) else system.main.sqrt(x) end;

create or replace temp macro ln(x) as case when x is null then null when x > 0 then system.main.ln(cast(x as double)) else null end;

create or replace temp macro log10(x) as case when x is null then null when x > 0 then system.main.log10(cast(x as double)) else null end;

create or replace temp macro log2(x) as case when x is null then null when x > 0 then system.main.log2(cast(x as double)) else null end;

create or replace temp macro sin(x) as case when x is null then null when isfinite(cast(x as double)) then system.main.sin(cast(x as double)) else cast('NaN' as double) end;

create or replace temp macro cos(x) as case when x is null then null when isfinite(cast(x as double)) then system.main.cos(cast(x as double)) else cast('NaN' as double) end;

create or replace temp macro tan(x) as case when x is null then null when isfinite(cast(x as double)) then system.main.tan(cast(x as double)) else cast('NaN' as double) end;

create or replace temp macro asin(x) as case when x is null then null when x between -1 and 1 then system.main.asin(cast(x as double)) else cast('NaN' as double) end;

create or replace temp macro acos(x) as case when x is null then null when x between -1 and 1 then system.main.acos(cast(x as double)) else cast('NaN' as double) end;

create or replace temp macro isnan(x) as coalesce(system.main.isnan(x), false);

create or replace temp macro lower(x) as case when x is null or strlen(x) = length(x) then system.main.lower(x) else error('lower() of a text beyond ASCII is not the same in Spark') end;

create or replace temp macro upper(x) as case when x is null or strlen(x) = length(x) then system.main.upper(x) else error('upper() of a text beyond ASCII is not the same in Spark') end;

create or replace temp macro trim(x) as system.main.trim(x, ' '), (x, y) as system.main.trim(x, y);

create or replace temp macro ltrim(x) as system.main.ltrim(x, ' '), (x, y) as system.main.ltrim(x, y);

create or replace temp macro rtrim(x) as system.main.rtrim(x, ' '), (x, y) as system.main.rtrim(x, y);

create or replace temp macro substr(x, p) as case when x is null or p is null then null when length(x) <= greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) then '' else system.main.substring(x, cast(greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) + 1 as bigint), cast(length(x) - greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) as bigint)) end, (x, p, n) as case when x is null or p is null or n is null then null when least((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end) + n, length(x)) <= greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) then '' else system.main.substring(x, cast(greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) + 1 as bigint), cast(least((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end) + n, length(x)) - greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) as bigint)) end;

create or replace temp macro substring(x, p) as case when x is null or p is null then null when length(x) <= greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) then '' else system.main.substring(x, cast(greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) + 1 as bigint), cast(length(x) - greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) as bigint)) end, (x, p, n) as case when x is null or p is null or n is null then null when least((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end) + n, length(x)) <= greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) then '' else system.main.substring(x, cast(greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) + 1 as bigint), cast(least((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end) + n, length(x)) - greatest((case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end), 0) as bigint)) end;

create or replace temp macro startswith(x, y) as starts_with(x, y);

create or replace temp macro endswith(x, y) as ends_with(x, y);

create or replace temp macro dayofweek(x) as system.main.dayofweek(x) + 1;

create or replace temp macro weekday(x) as isodow(x) - 1;

create or replace temp macro datediff(x, y) as x - y, (p, x, y) as system.main.datediff(p, x, y);

create or replace temp macro date_add(x, n) as x + n;

create or replace temp macro date_sub(x, n) as x - n, (p, x, y) as system.main.date_sub(p, x, y);

create or replace temp macro add_months(x, n) as cast(x + to_months(cast(n as integer)) as date);

create or replace temp macro unix_date(x) as cast(x - date '1970-01-01' as integer);

create or replace temp macro date_from_unix_date(x) as date '1970-01-01' + cast(x as integer);

create or replace temp macro trunc(x) as system.main.trunc(x), (x, u) as cast(system.main.date_trunc(u, x) as date);

create or replace temp macro timestamp_seconds(x) as make_timestamptz(cast(x as bigint) * 1000000);

create or replace temp macro timestamp_millis(x) as make_timestamptz(cast(x as bigint) * 1000);

create or replace temp macro timestamp_micros(x) as make_timestamptz(x);

create or replace temp macro unix_seconds(x) as (epoch_us(x) - ((epoch_us(x) % 1000000) + 1000000) % 1000000) // 1000000;

create or replace temp macro unix_millis(x) as (epoch_us(x) - ((epoch_us(x) % 1000) + 1000) % 1000) // 1000;

create or replace temp macro unix_micros(x) as epoch_us(x);

create or replace temp view "staged" as
select
  cast("symbol" as varchar) as "symbol",
  cast("date" as date) as "date",
  cast("open" as double) as "open",
  cast("high" as double) as "high",
  cast("low" as double) as "low",
  cast("close" as double) as "close",
  cast("adj_close" as double) as "adj_close",
  cast("volume" as double) as "volume",
  cast("dividend" as double) as "dividend",
  cast("split_ratio" as double) as "split_ratio",
  cast("currency" as varchar) as "currency",
  cast("_file" as varchar) as "_file",
  cast("_offset" as bigint) as "_offset",
  cast("_row" as bigint) as "_row",
  cast("_as_of" as timestamptz) as "_as_of"
from read_parquet(['part-00000.parquet'], hive_partitioning = false);

create or replace temp view "base_rows" as
select * from read_parquet(['merged-00000.parquet'], hive_partitioning = false);

create or replace temp view "base" as
select
  cast("symbol" as varchar) as "symbol",
  cast("date" as date) as "date",
  cast("open" as double) as "open",
  cast("high" as double) as "high",
  cast("low" as double) as "low",
  cast("close" as double) as "close",
  cast("adj_close" as double) as "adj_close",
  cast("volume" as double) as "volume",
  cast("dividend" as double) as "dividend",
  cast("split_ratio" as double) as "split_ratio",
  cast("currency" as varchar) as "currency",
  cast("_file" as varchar) as "_file",
  cast("_offset" as bigint) as "_offset",
  cast("_row" as bigint) as "_row",
  cast("_as_of" as timestamptz) as "_as_of"
from "base_rows";

create or replace temp table "merged" as
select
  "newest"."symbol",
  "newest"."date",
  "newest"."open",
  "newest"."high",
  "newest"."low",
  "newest"."close",
  "newest"."adj_close",
  "newest"."volume",
  "newest"."dividend",
  "newest"."split_ratio",
  "newest"."currency",
  "newest"."_file",
  "newest"."_offset",
  "newest"."_row",
  "newest"."_as_of"
from (
  select *
  from (
    select "symbol", "date", "open", "high", "low", "close", "adj_close", "volume", "dividend", "split_ratio", "currency", "_file", "_offset", "_row", "_as_of", false as "_is_base" from "staged"
    union all
    select "symbol", "date", "open", "high", "low", "close", "adj_close", "volume", "dividend", "split_ratio", "currency", "_file", "_offset", "_row", "_as_of", true as "_is_base" from "base"
  )
  qualify row_number() over (partition by "symbol", "date" order by "_as_of" desc nulls last, "_file" desc nulls last, "_offset" desc nulls last, "_is_base") = 1
) as "newest"
order by "newest"."symbol" nulls first, "newest"."date" nulls first;

create or replace temp view "stage" as
select
  "symbol",
  "date",
  "open",
  "high",
  "low",
  "close",
  "adj_close",
  "volume",
  "dividend",
  "split_ratio",
  "currency",
  "_file",
  "_offset",
  "_row",
  "_as_of"
from "merged";

create or replace temp table "result" as
select
  cast("symbol" as varchar) as "symbol",
  cast("date" as date) as "date",
  cast("open" as double) as "open",
  cast("high" as double) as "high",
  cast("low" as double) as "low",
  cast("close" as double) as "close",
  cast("adj_close" as double) as "adj_close",
  cast("volume" as double) as "volume",
  cast("dividend" as double) as "dividend",
  cast("split_ratio" as double) as "split_ratio",
  cast("currency" as varchar) as "currency",
  cast("suspect" as boolean) as "suspect",
  cast("log_return" as double) as "log_return"
from (
select
  symbol, date, open, high, low, close, adj_close, volume, dividend, split_ratio, currency,
  coalesce(low > high, false)
    or coalesce(open < low, false) or coalesce(open > high, false)
    or coalesce(close < low, false) or coalesce(close > high, false)
    or coalesce(adj_close > 5 * before and adj_close > 5 * after, false)
    or coalesce(5 * adj_close < before and 5 * adj_close < after, false) as suspect,
  case when adj_close > 0 and before > 0 then ln(adj_close / nullif(before, 0)) end as log_return
from (
  select *,
    lag(adj_close) over (partition by symbol order by date asc nulls first, _file asc nulls first, _offset asc nulls first) as before,
    lead(adj_close) over (partition by symbol order by date asc nulls first, _file asc nulls first, _offset asc nulls first) as after
  from stage
)
)
order by "symbol" nulls first, "date" nulls first;

select count(*) as "rows_in" from "staged";

select count(*) as "rows_base" from "base";

select count(*) as "rows_merged" from "stage";

select
  count(*) as "rows_out",
  count_if("symbol" is null or "date" is null) as "rule.key_not_null",
  count_if(suspect is null) as "rule.not_null_suspect",
  count_if(log_return is not null and not (log_return between -3.9 and 3.9)) as "rule.plausible_return",
  count_if(not coalesce((volume is null or volume >= 0), false)) as "rule.no_negative_volume",
  count_if(not coalesce((split_ratio is null or split_ratio > 0), false)) as "rule.positive_split",
  cast(min("symbol") as varchar) as "min.symbol",
  cast(max("symbol") as varchar) as "max.symbol",
  count_if("symbol" is null) as "nulls.symbol",
  cast(min("date") as varchar) as "min.date",
  cast(max("date") as varchar) as "max.date",
  count_if("date" is null) as "nulls.date",
  cast(min("open") as varchar) as "min.open",
  cast(max("open") as varchar) as "max.open",
  count_if("open" is null) as "nulls.open",
  cast(min("high") as varchar) as "min.high",
  cast(max("high") as varchar) as "max.high",
  count_if("high" is null) as "nulls.high",
  cast(min("low") as varchar) as "min.low",
  cast(max("low") as varchar) as "max.low",
  count_if("low" is null) as "nulls.low",
  cast(min("close") as varchar) as "min.close",
  cast(max("close") as varchar) as "max.close",
  count_if("close" is null) as "nulls.close",
  cast(min("adj_close") as varchar) as "min.adj_close",
  cast(max("adj_close") as varchar) as "max.adj_close",
  count_if("adj_close" is null) as "nulls.adj_close",
  cast(min("volume") as varchar) as "min.volume",
  cast(max("volume") as varchar) as "max.volume",
  count_if("volume" is null) as "nulls.volume",
  cast(min("dividend") as varchar) as "min.dividend",
  cast(max("dividend") as varchar) as "max.dividend",
  count_if("dividend" is null) as "nulls.dividend",
  cast(min("split_ratio") as varchar) as "min.split_ratio",
  cast(max("split_ratio") as varchar) as "max.split_ratio",
  count_if("split_ratio" is null) as "nulls.split_ratio",
  cast(min("currency") as varchar) as "min.currency",
  cast(max("currency") as varchar) as "max.currency",
  count_if("currency" is null) as "nulls.currency",
  cast(min("suspect") as varchar) as "min.suspect",
  cast(max("suspect") as varchar) as "max.suspect",
  count_if("suspect" is null) as "nulls.suspect",
  cast(min("log_return") as varchar) as "min.log_return",
  cast(max("log_return") as varchar) as "max.log_return",
  count_if("log_return" is null) as "nulls.log_return"
from "result";

select "rule.key_unique", cast(struct_extract("_key", 'symbol') as varchar) as "duplicate.symbol", cast(struct_extract("_key", 'date') as varchar) as "duplicate.date"
from (
  select count(*) as "rule.key_unique", min(struct_pack("symbol" := "symbol", "date" := "date")) as "_key"
  from (select "symbol", "date", lag("symbol") over () as "before.symbol", lag("date") over () as "before.date" from "result")
  where "symbol" = "before.symbol" and "date" = "before.date"
);

select coalesce("_count", 1) as "rule.every_symbol" from (
select count(*) from (
  select distinct symbol as _value from stage where symbol is not null
) as _wanted where not exists (select 1 from result where result.symbol = _wanted._value)
) as counted("_count");
