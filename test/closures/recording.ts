/** A small archive with the layout of the mHealth recordings, and what its table must hold. */
import { mhealth } from "../../datasets/mhealth";
import { sampleChunks } from "../sample-chunks";
import { buildZip } from "../core/archive/build-zip";

/** Records in the archive; one of them is spoilt. */
export const records = 4_000;

/** Cuts the file in two. */
export const partBytes = 350_000;

/** Not the first record of a subject, and in the second part. */
const spoilt = 3_210;

const lines = Buffer.concat([...sampleChunks(mhealth, records)])
  .toString()
  .trimEnd()
  .split("\n")
  .map((line, number) => (number === spoilt + 1 ? line.replace(/^[^,]*/, "n/a") : line));

/** The archive, as the source hands it out. */
export const archive = buildZip([
  { name: "mhealth_raw_data.csv", data: Buffer.from(`${lines.join("\n")}\n`) },
]);

const sessionStart = 1_388_534_400_000_000n;

/** Where in the file the table's columns come from. */
const headers = {
  ...{ accel_x: "alx", accel_y: "aly", accel_z: "alz", activity: "Activity" },
  ...{ gyro_x: "glx", gyro_y: "gly", gyro_z: "glz" },
  ...{ arm_accel_x: "arx", arm_accel_y: "ary", arm_accel_z: "arz" },
  ...{ arm_gyro_x: "grx", arm_gyro_y: "gry", arm_gyro_z: "grz" },
};

/** The rows of the table by subject and time; a time is microseconds since 1970. */
export function expectedRows(): Record<string, number | bigint>[] {
  const [header = [], ...rest] = lines.map((line) => line.split(","));
  const field = (record: readonly string[], name: string) => record[header.indexOf(name)] ?? "";
  const seen = new Map<string, number>();
  return rest
    .flatMap((record, number) => {
      const subject = field(record, "subject");
      const row = seen.get(subject) ?? 0;
      seen.set(subject, row + 1);
      if (number === spoilt) return [];
      const id = Number(subject.replace("subject", ""));
      const values = Object.entries(headers).map(([name, from]) => [name, Number(field(record, from))]);
      const timestamp = sessionStart + 20_000n * BigInt(row);
      return [{ id, timestamp, ...(Object.fromEntries(values) as Record<string, number>) }];
    })
    .sort((a, b) => a.id - b.id);
}
