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

create or replace temp view "stage" as
select
  cast("subject" as integer) as "subject",
  cast("activity" as integer) as "activity",
  cast("accel_x" as double) as "accel_x",
  cast("accel_y" as double) as "accel_y",
  cast("accel_z" as double) as "accel_z",
  cast("gyro_x" as double) as "gyro_x",
  cast("gyro_y" as double) as "gyro_y",
  cast("gyro_z" as double) as "gyro_z",
  cast("arm_accel_x" as double) as "arm_accel_x",
  cast("arm_accel_y" as double) as "arm_accel_y",
  cast("arm_accel_z" as double) as "arm_accel_z",
  cast("arm_gyro_x" as double) as "arm_gyro_x",
  cast("arm_gyro_y" as double) as "arm_gyro_y",
  cast("arm_gyro_z" as double) as "arm_gyro_z",
  cast("_file" as varchar) as "_file",
  cast("_offset" as bigint) as "_offset",
  cast("_row" as bigint) as "_row"
from read_parquet(['part-00000.parquet'], hive_partitioning = false);

create or replace temp table "result" as
select
  cast("id" as integer) as "id",
  cast("timestamp" as timestamptz) as "timestamp",
  cast("accel_x" as double) as "accel_x",
  cast("accel_y" as double) as "accel_y",
  cast("accel_z" as double) as "accel_z",
  cast("activity" as integer) as "activity",
  cast("gyro_x" as double) as "gyro_x",
  cast("gyro_y" as double) as "gyro_y",
  cast("gyro_z" as double) as "gyro_z",
  cast("arm_accel_x" as double) as "arm_accel_x",
  cast("arm_accel_y" as double) as "arm_accel_y",
  cast("arm_accel_z" as double) as "arm_accel_z",
  cast("arm_gyro_x" as double) as "arm_gyro_x",
  cast("arm_gyro_y" as double) as "arm_gyro_y",
  cast("arm_gyro_z" as double) as "arm_gyro_z"
from (
select
  subject as id,
  timestamp_micros(1388534400000000 + 20000 * (_row - first_row)) as timestamp,
  accel_x, accel_y, accel_z,
  activity,
  gyro_x, gyro_y, gyro_z,
  arm_accel_x, arm_accel_y, arm_accel_z,
  arm_gyro_x, arm_gyro_y, arm_gyro_z
from stage
join (
  select
    _file as file,
    subject as person,
    case when min(_row) = min(min(_row)) over (partition by _file) then 0 else min(_row) end as first_row
  from stage
  group by _file, subject
) on _file = file and subject = person
)
order by "id" nulls first, "timestamp" nulls first;

select count(*) as "rows_in" from "stage";

select
  count(*) as "rows_out",
  count_if("id" is null or "timestamp" is null) as "rule.key_not_null",
  count_if(accel_x is null) as "rule.not_null_accel_x",
  count_if(accel_y is null) as "rule.not_null_accel_y",
  count_if(accel_z is null) as "rule.not_null_accel_z",
  count_if(activity is null) as "rule.not_null_activity",
  count_if(gyro_x is null) as "rule.not_null_gyro_x",
  count_if(gyro_y is null) as "rule.not_null_gyro_y",
  count_if(gyro_z is null) as "rule.not_null_gyro_z",
  count_if(arm_accel_x is null) as "rule.not_null_arm_accel_x",
  count_if(arm_accel_y is null) as "rule.not_null_arm_accel_y",
  count_if(arm_accel_z is null) as "rule.not_null_arm_accel_z",
  count_if(arm_gyro_x is null) as "rule.not_null_arm_gyro_x",
  count_if(arm_gyro_y is null) as "rule.not_null_arm_gyro_y",
  count_if(arm_gyro_z is null) as "rule.not_null_arm_gyro_z",
  count_if(id is not null and not (id between 1 and 10)) as "rule.subject_1_to_10",
  count_if(activity is not null and not (activity between 0 and 12)) as "rule.activity_0_to_12",
  count_if(accel_x is not null and not (accel_x between -100.0 and 100.0)) as "rule.plausible_accel_x",
  count_if(accel_y is not null and not (accel_y between -100.0 and 100.0)) as "rule.plausible_accel_y",
  count_if(accel_z is not null and not (accel_z between -100.0 and 100.0)) as "rule.plausible_accel_z",
  count_if(arm_accel_x is not null and not (arm_accel_x between -100.0 and 100.0)) as "rule.plausible_arm_accel_x",
  count_if(arm_accel_y is not null and not (arm_accel_y between -100.0 and 100.0)) as "rule.plausible_arm_accel_y",
  count_if(arm_accel_z is not null and not (arm_accel_z between -100.0 and 100.0)) as "rule.plausible_arm_accel_z",
  cast(min("id") as varchar) as "min.id",
  cast(max("id") as varchar) as "max.id",
  count_if("id" is null) as "nulls.id",
  cast(min("timestamp") as varchar) as "min.timestamp",
  cast(max("timestamp") as varchar) as "max.timestamp",
  count_if("timestamp" is null) as "nulls.timestamp",
  cast(min("accel_x") as varchar) as "min.accel_x",
  cast(max("accel_x") as varchar) as "max.accel_x",
  count_if("accel_x" is null) as "nulls.accel_x",
  cast(min("accel_y") as varchar) as "min.accel_y",
  cast(max("accel_y") as varchar) as "max.accel_y",
  count_if("accel_y" is null) as "nulls.accel_y",
  cast(min("accel_z") as varchar) as "min.accel_z",
  cast(max("accel_z") as varchar) as "max.accel_z",
  count_if("accel_z" is null) as "nulls.accel_z",
  cast(min("activity") as varchar) as "min.activity",
  cast(max("activity") as varchar) as "max.activity",
  count_if("activity" is null) as "nulls.activity",
  cast(min("gyro_x") as varchar) as "min.gyro_x",
  cast(max("gyro_x") as varchar) as "max.gyro_x",
  count_if("gyro_x" is null) as "nulls.gyro_x",
  cast(min("gyro_y") as varchar) as "min.gyro_y",
  cast(max("gyro_y") as varchar) as "max.gyro_y",
  count_if("gyro_y" is null) as "nulls.gyro_y",
  cast(min("gyro_z") as varchar) as "min.gyro_z",
  cast(max("gyro_z") as varchar) as "max.gyro_z",
  count_if("gyro_z" is null) as "nulls.gyro_z",
  cast(min("arm_accel_x") as varchar) as "min.arm_accel_x",
  cast(max("arm_accel_x") as varchar) as "max.arm_accel_x",
  count_if("arm_accel_x" is null) as "nulls.arm_accel_x",
  cast(min("arm_accel_y") as varchar) as "min.arm_accel_y",
  cast(max("arm_accel_y") as varchar) as "max.arm_accel_y",
  count_if("arm_accel_y" is null) as "nulls.arm_accel_y",
  cast(min("arm_accel_z") as varchar) as "min.arm_accel_z",
  cast(max("arm_accel_z") as varchar) as "max.arm_accel_z",
  count_if("arm_accel_z" is null) as "nulls.arm_accel_z",
  cast(min("arm_gyro_x") as varchar) as "min.arm_gyro_x",
  cast(max("arm_gyro_x") as varchar) as "max.arm_gyro_x",
  count_if("arm_gyro_x" is null) as "nulls.arm_gyro_x",
  cast(min("arm_gyro_y") as varchar) as "min.arm_gyro_y",
  cast(max("arm_gyro_y") as varchar) as "max.arm_gyro_y",
  count_if("arm_gyro_y" is null) as "nulls.arm_gyro_y",
  cast(min("arm_gyro_z") as varchar) as "min.arm_gyro_z",
  cast(max("arm_gyro_z") as varchar) as "max.arm_gyro_z",
  count_if("arm_gyro_z" is null) as "nulls.arm_gyro_z"
from "result";

select "rule.key_unique", cast(struct_extract("_key", 'id') as varchar) as "duplicate.id", cast(struct_extract("_key", 'timestamp') as varchar) as "duplicate.timestamp"
from (
  select count(*) as "rule.key_unique", min(struct_pack("id" := "id", "timestamp" := "timestamp")) as "_key"
  from (select "id", "timestamp", lag("id") over () as "before.id", lag("timestamp") over () as "before.timestamp" from "result")
  where "id" = "before.id" and "timestamp" = "before.timestamp"
);

select coalesce("_count", 1) as "rule.key_unique_in_milliseconds" from (
select cast(coalesce(sum(_count - 1), 0) as bigint) from (
  select count(*) as _count from (
    select distinct id, timestamp, _keys._k0, _keys._k1
    from (select id, timestamp, id as _k0, unix_micros(timestamp) + 500 - ((unix_micros(timestamp) + 500) % 1000 + 1000) % 1000 as _k1 from result where id is not null and timestamp is not null) as _keys
    join (select distinct id as _k0, unix_micros(timestamp) + 500 - ((unix_micros(timestamp) + 500) % 1000 + 1000) % 1000 as _k1 from result where id is not null and timestamp is not null and (unix_micros(timestamp) % 1000 <> 0)) as _fine
    on _fine._k0 = _keys._k0 and _fine._k1 = _keys._k1
  ) as _equal group by _k0, _k1
) as _groups
) as counted("_count");

select coalesce("_count", 1) as "rule.every_subject" from (
select count(*) from (
  select distinct subject as _value from stage where subject is not null
) as _wanted where not exists (select 1 from result where result.id = _wanted._value)
) as counted("_count");
