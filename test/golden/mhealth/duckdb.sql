set TimeZone = 'UTC';

create or replace temp macro timestamp_micros(x) as make_timestamptz(x);

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
from (
  select *, case when subject_row = file_row then 0 else subject_row end as first_row
  from (
    select *, min(_row) over (partition by _file, subject) as subject_row, min(_row) over (partition by _file) as file_row
    from stage
  )
)
)
order by "id" nulls first, "timestamp" nulls first;

select count(*) as "rows_in" from "stage";

select
  count(*) as "rows_out",
  count(*) filter (where "id" is null or "timestamp" is null) as "rule.key_not_null",
  count(*) filter (where accel_x is null) as "rule.not_null_accel_x",
  count(*) filter (where accel_y is null) as "rule.not_null_accel_y",
  count(*) filter (where accel_z is null) as "rule.not_null_accel_z",
  count(*) filter (where activity is null) as "rule.not_null_activity",
  count(*) filter (where gyro_x is null) as "rule.not_null_gyro_x",
  count(*) filter (where gyro_y is null) as "rule.not_null_gyro_y",
  count(*) filter (where gyro_z is null) as "rule.not_null_gyro_z",
  count(*) filter (where arm_accel_x is null) as "rule.not_null_arm_accel_x",
  count(*) filter (where arm_accel_y is null) as "rule.not_null_arm_accel_y",
  count(*) filter (where arm_accel_z is null) as "rule.not_null_arm_accel_z",
  count(*) filter (where arm_gyro_x is null) as "rule.not_null_arm_gyro_x",
  count(*) filter (where arm_gyro_y is null) as "rule.not_null_arm_gyro_y",
  count(*) filter (where arm_gyro_z is null) as "rule.not_null_arm_gyro_z",
  count(*) filter (where id is not null and not (id between 1 and 10)) as "rule.subject_1_to_10",
  count(*) filter (where activity is not null and not (activity between 0 and 12)) as "rule.activity_0_to_12",
  count(*) filter (where accel_x is not null and not (accel_x between -100.0 and 100.0)) as "rule.plausible_accel_x",
  count(*) filter (where accel_y is not null and not (accel_y between -100.0 and 100.0)) as "rule.plausible_accel_y",
  count(*) filter (where accel_z is not null and not (accel_z between -100.0 and 100.0)) as "rule.plausible_accel_z",
  count(*) filter (where arm_accel_x is not null and not (arm_accel_x between -100.0 and 100.0)) as "rule.plausible_arm_accel_x",
  count(*) filter (where arm_accel_y is not null and not (arm_accel_y between -100.0 and 100.0)) as "rule.plausible_arm_accel_y",
  count(*) filter (where arm_accel_z is not null and not (arm_accel_z between -100.0 and 100.0)) as "rule.plausible_arm_accel_z",
  cast(min("id") as varchar) as "min.id",
  cast(max("id") as varchar) as "max.id",
  count(*) - count("id") as "nulls.id",
  cast(min("timestamp") as varchar) as "min.timestamp",
  cast(max("timestamp") as varchar) as "max.timestamp",
  count(*) - count("timestamp") as "nulls.timestamp",
  cast(min("accel_x") as varchar) as "min.accel_x",
  cast(max("accel_x") as varchar) as "max.accel_x",
  count(*) - count("accel_x") as "nulls.accel_x",
  cast(min("accel_y") as varchar) as "min.accel_y",
  cast(max("accel_y") as varchar) as "max.accel_y",
  count(*) - count("accel_y") as "nulls.accel_y",
  cast(min("accel_z") as varchar) as "min.accel_z",
  cast(max("accel_z") as varchar) as "max.accel_z",
  count(*) - count("accel_z") as "nulls.accel_z",
  cast(min("activity") as varchar) as "min.activity",
  cast(max("activity") as varchar) as "max.activity",
  count(*) - count("activity") as "nulls.activity",
  cast(min("gyro_x") as varchar) as "min.gyro_x",
  cast(max("gyro_x") as varchar) as "max.gyro_x",
  count(*) - count("gyro_x") as "nulls.gyro_x",
  cast(min("gyro_y") as varchar) as "min.gyro_y",
  cast(max("gyro_y") as varchar) as "max.gyro_y",
  count(*) - count("gyro_y") as "nulls.gyro_y",
  cast(min("gyro_z") as varchar) as "min.gyro_z",
  cast(max("gyro_z") as varchar) as "max.gyro_z",
  count(*) - count("gyro_z") as "nulls.gyro_z",
  cast(min("arm_accel_x") as varchar) as "min.arm_accel_x",
  cast(max("arm_accel_x") as varchar) as "max.arm_accel_x",
  count(*) - count("arm_accel_x") as "nulls.arm_accel_x",
  cast(min("arm_accel_y") as varchar) as "min.arm_accel_y",
  cast(max("arm_accel_y") as varchar) as "max.arm_accel_y",
  count(*) - count("arm_accel_y") as "nulls.arm_accel_y",
  cast(min("arm_accel_z") as varchar) as "min.arm_accel_z",
  cast(max("arm_accel_z") as varchar) as "max.arm_accel_z",
  count(*) - count("arm_accel_z") as "nulls.arm_accel_z",
  cast(min("arm_gyro_x") as varchar) as "min.arm_gyro_x",
  cast(max("arm_gyro_x") as varchar) as "max.arm_gyro_x",
  count(*) - count("arm_gyro_x") as "nulls.arm_gyro_x",
  cast(min("arm_gyro_y") as varchar) as "min.arm_gyro_y",
  cast(max("arm_gyro_y") as varchar) as "max.arm_gyro_y",
  count(*) - count("arm_gyro_y") as "nulls.arm_gyro_y",
  cast(min("arm_gyro_z") as varchar) as "min.arm_gyro_z",
  cast(max("arm_gyro_z") as varchar) as "max.arm_gyro_z",
  count(*) - count("arm_gyro_z") as "nulls.arm_gyro_z"
from "result";

select coalesce(sum(n - 1), 0)::bigint as "rule.key_unique" from (
  select count(*) as n from "result" where not ("id" is null or "timestamp" is null) group by "id", "timestamp"
);

select count(*) as "rule.every_subject" from (
  select distinct "subject" as value from "stage" where "subject" is not null
) as wanted where not exists (select 1 from "result" where "result"."id" = wanted.value);
