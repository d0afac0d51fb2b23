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
  cast("meter" as varchar) as "meter",
  cast("day" as date) as "day",
  cast("value" as double) as "value",
  cast("note" as varchar) as "note",
  cast("_file" as varchar) as "_file",
  cast("_offset" as bigint) as "_offset",
  cast("_row" as bigint) as "_row",
  cast("_as_of" as timestamptz) as "_as_of"
from read_parquet(['part-00000.parquet'], hive_partitioning = false);

create or replace temp view "base_rows" as
select * from read_parquet(['merged-00000.parquet'], hive_partitioning = false);

create or replace temp view "base" as
select
  cast("meter" as varchar) as "meter",
  cast("day" as date) as "day",
  cast("value" as double) as "value",
  cast("note" as varchar) as "note",
  cast("_file" as varchar) as "_file",
  cast("_offset" as bigint) as "_offset",
  cast("_row" as bigint) as "_row",
  cast("_as_of" as timestamptz) as "_as_of"
from "base_rows";

create or replace temp table "merged" as
select
  "newest"."meter",
  "newest"."day",
  "newest"."value",
  "newest"."note",
  "newest"."_file",
  "newest"."_offset",
  "newest"."_row",
  "newest"."_as_of"
from (
  select *
  from (
    select "meter", "day", "value", "note", "_file", "_offset", "_row", "_as_of", false as "_is_base" from "staged"
    union all
    select "meter", "day", "value", "note", "_file", "_offset", "_row", "_as_of", true as "_is_base" from "base"
  )
  qualify row_number() over (partition by "meter", "day" order by "_as_of" desc nulls last, "_file" desc nulls last, "_offset" desc nulls last, "_is_base") = 1
) as "newest"
order by "newest"."meter" nulls first, "newest"."day" nulls first;

create or replace temp view "stage" as
select
  "meter",
  "day",
  "value",
  "note",
  "_file",
  "_offset",
  "_row",
  "_as_of"
from "merged";

create or replace temp table "result" as
select
  cast("meter" as varchar) as "meter",
  cast("day" as date) as "day",
  cast("value" as double) as "value",
  cast("change" as double) as "change",
  cast("reading" as bigint) as "reading",
  cast("note" as varchar) as "note"
from (
select meter, day, value, value - lag(value) over (partition by meter order by day nulls first) as change,
  row_number() over (partition by meter order by day nulls first) as reading, note
from stage
)
order by "meter" nulls first, "day" nulls first;

select count(*) as "rows_in" from "staged";

select count(*) as "rows_base" from "base";

select count(*) as "rows_merged" from "stage";

select
  count(*) as "rows_out",
  count_if("meter" is null or "day" is null) as "rule.key_not_null",
  count_if(reading is null) as "rule.not_null_reading",
  cast(min("meter") as varchar) as "min.meter",
  cast(max("meter") as varchar) as "max.meter",
  count_if("meter" is null) as "nulls.meter",
  cast(min("day") as varchar) as "min.day",
  cast(max("day") as varchar) as "max.day",
  count_if("day" is null) as "nulls.day",
  cast(min("value") as varchar) as "min.value",
  cast(max("value") as varchar) as "max.value",
  count_if("value" is null) as "nulls.value",
  cast(min("change") as varchar) as "min.change",
  cast(max("change") as varchar) as "max.change",
  count_if("change" is null) as "nulls.change",
  cast(min("reading") as varchar) as "min.reading",
  cast(max("reading") as varchar) as "max.reading",
  count_if("reading" is null) as "nulls.reading",
  cast(min("note") as varchar) as "min.note",
  cast(max("note") as varchar) as "max.note",
  count_if("note" is null) as "nulls.note"
from "result";

select "rule.key_unique", cast(struct_extract("_key", 'meter') as varchar) as "duplicate.meter", cast(struct_extract("_key", 'day') as varchar) as "duplicate.day"
from (
  select count(*) as "rule.key_unique", min(struct_pack("meter" := "meter", "day" := "day")) as "_key"
  from (select "meter", "day", lag("meter") over () as "before.meter", lag("day") over () as "before.day" from "result")
  where "meter" = "before.meter" and "day" = "before.day"
);

select coalesce("_count", 1) as "rule.every_meter" from (
select count(*) from (
  select distinct meter as _value from stage where meter is not null
) as _wanted where not exists (select 1 from result where result.meter = _wanted._value)
) as counted("_count");
