/**
 * mHealth: ten people, twelve activities, two body-worn sensors at 50 Hz. All that the program knows about the
 * data stands in this file; docs/add-a-dataset.md explains every word of it.
 */
import { defineDataset } from "../contract";

export const mhealth = defineDataset({
  name: "mhealth",
  title: "mHealth: body motion during physical activities",
  description:
    "Acceleration and rotation at the left ankle and the right (lower) arm of ten volunteers during twelve " +
    "activities, 50 records a second. The recordings carry no clock: timestamp is a nominal session start, " +
    "2014-01-01T00:00:00Z for everybody, plus 20 ms for each record of the subject.",
  // The Kaggle copy states its terms on its own page, which may differ: read it before you pass the data on.
  licence: {
    name: "CC BY 4.0 (the original at UCI)",
    url: "https://archive.ics.uci.edu/dataset/319/mhealth+dataset",
  },
  citation:
    "Banos, O., Garcia, R., Holgado-Terriza, J.A., Damas, M., Pomares, H., Rojas, I., Saez, A., Villalonga, C.: " +
    "mHealthDroid: a novel framework for agile development of mobile health applications. IWAAL 2014, Belfast.",
  source: { kind: "kaggle", owner: "nirmalsankalana", dataset: "mhealth-dataset-data-set" },

  // Kaggle's copies come in two forms. A file takes the first that fits.
  layouts: [
    {
      name: "kaggle_csv",
      files: "\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: {
        subject: { header: "subject", prefix: "subject" },
        activity: { header: "Activity" },
        accel_x: { header: "alx" },
        accel_y: { header: "aly" },
        accel_z: { header: "alz" },
        gyro_x: { header: "glx" },
        gyro_y: { header: "gly" },
        gyro_z: { header: "glz" },
        arm_accel_x: { header: "arx" },
        arm_accel_y: { header: "ary" },
        arm_accel_z: { header: "arz" },
        arm_gyro_x: { header: "grx" },
        arm_gyro_y: { header: "gry" },
        arm_gyro_z: { header: "grz" },
      },
    },
    {
      // One log per subject, whose number only the file's name tells. Fields 0 to 4 are the chest's acceleration
      // and ECG, 11 to 13 and 20 to 22 magnetometers.
      name: "uci_log",
      files: "mHealth_subject(?<subject>[0-9]+)\\.log$",
      delimiter: "\t",
      quoting: "none",
      header: { fields: 24 },
      columns: {
        subject: { path: "subject" },
        activity: { field: 23 },
        accel_x: { field: 5 },
        accel_y: { field: 6 },
        accel_z: { field: 7 },
        gyro_x: { field: 8 },
        gyro_y: { field: 9 },
        gyro_z: { field: 10 },
        arm_accel_x: { field: 14 },
        arm_accel_y: { field: 15 },
        arm_accel_z: { field: 16 },
        arm_gyro_x: { field: 17 },
        arm_gyro_y: { field: 18 },
        arm_gyro_z: { field: 19 },
      },
    },
  ],

  // A record as typed values; one that does not fit is quarantined.
  stage: {
    subject: { type: "int" },
    activity: { type: "int" },
    accel_x: { type: "double" },
    accel_y: { type: "double" },
    accel_z: { type: "double" },
    gyro_x: { type: "double" },
    gyro_y: { type: "double" },
    gyro_z: { type: "double" },
    arm_accel_x: { type: "double" },
    arm_accel_y: { type: "double" },
    arm_accel_z: { type: "double" },
    arm_gyro_x: { type: "double" },
    arm_gyro_y: { type: "double" },
    arm_gyro_z: { type: "double" },
  },

  table: {
    columns: {
      id: { type: "int", unit: "1", description: "Number of the subject, 1 to 10" },
      timestamp: {
        type: "timestamp",
        description:
          "Nominal session start, 2014-01-01T00:00:00Z, plus 20 ms per record of the subject; no real clock",
      },
      accel_x: { type: "double", unit: "m/s²", description: "Left ankle's acceleration, X axis" },
      accel_y: { type: "double", unit: "m/s²", description: "Left ankle's acceleration, Y axis" },
      accel_z: { type: "double", unit: "m/s²", description: "Left ankle's acceleration, Z axis" },
      activity: {
        type: "int",
        unit: "1",
        description:
          "What the subject does: 0 none of these, 1 standing, 2 sitting, 3 lying, 4 walking, 5 climbing stairs, " +
          "6 waist bends, 7 raising arms, 8 bending knees, 9 cycling, 10 jogging, 11 running, 12 jumping",
      },
      // The authors' README says deg/s, but every value lies within about 3 of zero, also when people run: the
      // numbers look normalised, so no unit is claimed.
      gyro_x: { type: "double", unit: "1", description: "Left ankle's rate of turn, X; unit unknown" },
      gyro_y: { type: "double", unit: "1", description: "Left ankle's rate of turn, Y; unit unknown" },
      gyro_z: { type: "double", unit: "1", description: "Left ankle's rate of turn, Z; unit unknown" },
      arm_accel_x: { type: "double", unit: "m/s²", description: "Right arm's acceleration, X axis" },
      arm_accel_y: { type: "double", unit: "m/s²", description: "Right arm's acceleration, Y axis" },
      arm_accel_z: { type: "double", unit: "m/s²", description: "Right arm's acceleration, Z axis" },
      arm_gyro_x: { type: "double", unit: "1", description: "Right arm's rate of turn, X; unit unknown" },
      arm_gyro_y: { type: "double", unit: "1", description: "Right arm's rate of turn, Y; unit unknown" },
      arm_gyro_z: { type: "double", unit: "1", description: "Right arm's rate of turn, Z; unit unknown" },
    },
    key: ["id", "timestamp"],
    mode: "replace",
    // 1388534400000000 is the nominal session start in microseconds. Time is counted by _row, the record's number
    // in its file with bad ones counted, so a quarantined record leaves a gap of 20 ms and moves no other. A file's
    // first subject begins with the file; a later one with its first good record, since to whom a bad one on the
    // border belongs cannot be known. This wants each subject in one contiguous block of one file, as both forms
    // have it.
    sql: `
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
) on _file = file and subject = person`,
  },

  // The sensors, Shimmer2, measure up to 6 g, which is 58.8 m/s², and the published extremes (those of subject 10)
  // are below 25. 100 leaves room for calibration, and is there to catch another unit or a lost decimal point.
  rules: [
    { name: "subject_1_to_10", kind: "range", column: "id", min: 1, max: 10 },
    { name: "activity_0_to_12", kind: "range", column: "activity", min: 0, max: 12 },
    { name: "plausible_accel_x", kind: "range", column: "accel_x", min: -100, max: 100 },
    { name: "plausible_accel_y", kind: "range", column: "accel_y", min: -100, max: 100 },
    { name: "plausible_accel_z", kind: "range", column: "accel_z", min: -100, max: 100 },
    { name: "plausible_arm_accel_x", kind: "range", column: "arm_accel_x", min: -100, max: 100 },
    { name: "plausible_arm_accel_y", kind: "range", column: "arm_accel_y", min: -100, max: 100 },
    { name: "plausible_arm_accel_z", kind: "range", column: "arm_accel_z", min: -100, max: 100 },
    { name: "every_subject", kind: "covers", column: "id", stage: "subject" },
    { name: "some_rows", kind: "rows", min: 1 },
  ],
  maxBadRatio: 0.001,

  retention: "30 days",
  schedule: { expression: "cron(0 8 * * ? *)", timeZone: "Europe/Madrid" },
  convert: "lambda",
  countBy: "activity",

  // Made-up waves around the means of the real recordings; each activity lasts five seconds, so that every subject
  // has every label.
  sample: {
    file: "mhealth_raw_data.csv",
    layout: "kaggle_csv",
    rows: 50_000,
    columns: {
      alx: { kind: "wave", mean: 1.8, amplitude: 5, period: 53, digits: 5 },
      aly: { kind: "wave", mean: -9.1, amplitude: 4, period: 47, digits: 5 },
      alz: { kind: "wave", mean: -0.7, amplitude: 5, period: 59, digits: 5 },
      glx: { kind: "wave", mean: 0.1, amplitude: 0.6, period: 61, digits: 5 },
      gly: { kind: "wave", mean: -0.55, amplitude: 0.4, period: 67, digits: 5 },
      glz: { kind: "wave", mean: -0.12, amplitude: 0.6, period: 71, digits: 5 },
      arx: { kind: "wave", mean: -3.4, amplitude: 4, period: 43, digits: 5 },
      ary: { kind: "wave", mean: -5.8, amplitude: 5, period: 41, digits: 5 },
      arz: { kind: "wave", mean: 2.4, amplitude: 5, period: 37, digits: 5 },
      grx: { kind: "wave", mean: -0.2, amplitude: 0.6, period: 73, digits: 5 },
      gry: { kind: "wave", mean: -0.41, amplitude: 0.5, period: 79, digits: 5 },
      grz: { kind: "wave", mean: 0.38, amplitude: 0.6, period: 83, digits: 5 },
      Activity: {
        kind: "runs",
        values: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
        length: 250,
      },
      subject: {
        kind: "blocks",
        values: [
          "subject1",
          "subject2",
          "subject3",
          "subject4",
          "subject5",
          "subject6",
          "subject7",
          "subject8",
          "subject9",
          "subject10",
        ],
      },
    },
  },
});
