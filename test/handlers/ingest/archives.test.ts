import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Dataset } from "../../../contract";
import { runPlan } from "../../../contract/derive/run-plan";
import { pathOf, type ArchivesSource, type OpenedArchive } from "../../../core/sources/source";
import { makeIngest } from "../../../handlers/ingest";
import { fetched } from "../../../handlers/ingest/fetch";
import { unpack } from "../../../handlers/ingest/unpack";
import { buildTar } from "../../core/archive/build-tar";
import { buildZip } from "../../core/archive/build-zip";
import { cities, csv, day, world } from "./world";

const at = "2026-02-28T08:00:00.000Z";
const data = Buffer.from(csv);

/** An archive of a source, by its path; `undefined` as folder means that it is the only one. */
type Given = readonly [folder: string | undefined, name: string, bytes: Buffer];

/** A source that gives these archives and takes those that `isTaken`. */
function several(given: readonly Given[], isTaken: (path: string) => boolean = () => true): ArchivesSource {
  const opened = given.map(([folder, name, bytes]): OpenedArchive => {
    async function* all() {
      yield await Promise.resolve(bytes);
    }
    return { folder, name, bytes: all() };
  });
  async function* archives() {
    for (const each of opened) yield await Promise.resolve(each);
  }
  const taken = opened.map(pathOf).filter(isTaken);
  return {
    origin: "test",
    generated: false,
    name: "several",
    archives,
    facts: () => ({
      archives: Object.fromEntries(taken.map((path) => [path, { fetchedAt: at, asOf: at }])),
      kept: { state: { files: {} } },
    }),
  };
}

async function ingested(source: ArchivesSource, dataset: Dataset = cities) {
  const { ports, manifest, keys } = world();
  const { changed } = await makeIngest(dataset, () => source, ports)({ run: "r1", input: day });
  return { changed, manifest: changed ? await manifest("r1") : undefined, keys: await keys() };
}

const filesOf = async (...given: Given[]) =>
  (await ingested(several(given))).manifest!.files.map(({ file }) => file);

describe("ingest of several archives", () => {
  it("puts the members of an archive below its name, and a plain or gzip'd file under its own", async () => {
    const zip = buildZip([
      { name: "in/x.csv", data },
      { name: "y.csv.gz", data: gzipSync(data) },
    ]);
    const tar = gzipSync(await buildTar([{ name: "x.csv", data }]));
    assert.deepEqual(
      await filesOf(
        ["2026-03-01/", "a.zip", zip],
        ["2026-03-02/", "a.zip", zip],
        ["", "b.tar.gz", tar],
        ["", "c.csv.gz", gzipSync(data)],
        ["d/", "c.csv", data],
      ),
      [
        "2026-03-01/a.zip/in/x.csv",
        "2026-03-01/a.zip/y.csv",
        "2026-03-02/a.zip/in/x.csv",
        "2026-03-02/a.zip/y.csv",
        "b.tar.gz/x.csv",
        "c.csv",
        "d/c.csv",
      ],
    );
  });

  it("leaves the members of a source's only archive where they are", async () => {
    assert.deepEqual(await filesOf([undefined, "a.zip", buildZip([{ name: "in/x.csv", data }])]), [
      "in/x.csv",
    ]);
  });

  it("keeps what is known of each file, and no archive", async () => {
    const { manifest, keys } = await ingested(
      several([
        ["", "a.csv", data],
        ["", "b.csv", data],
      ]),
    );
    assert.deepEqual(
      manifest!.files.map(({ fetchedAt, asOf }) => [fetchedAt, asOf]),
      [
        [at, at],
        [at, at],
      ],
    );
    assert.deepEqual([manifest!.source.name, manifest!.source.size], ["several", 2 * data.length]);
    assert.ok(
      keys.every((key) => !key.includes("/archive")),
      keys.join(),
    );
  });

  it("takes those alone that the source says, and nothing if it says none", async () => {
    const given: Given[] = [
      ["", "a.csv", data],
      ["", "b.csv", data],
    ];
    const one = await ingested(several(given, (path) => path === "b.csv"));
    assert.deepEqual(
      [one.manifest!.files.map(({ file }) => file), one.keys.filter((key) => key.includes("/archive"))],
      [["b.csv"], []],
    );
    const none = await ingested(several(given, () => false));
    assert.deepEqual([none.changed, none.keys], [false, []]);
  });

  it("merges the same files again if they are of another time", async () => {
    const merging: Dataset = { ...cities, table: { ...cities.table, mode: "upsert" } };
    const { ports, publish } = world();
    const files = (asOf: string) => ({ ...several([["", "a.csv", data]]), asOf });
    const run = (name: string, asOf: string) =>
      makeIngest(merging, () => files(asOf), ports)({ run: name, input: day });
    await run("r1", at);
    await publish("r1", "base/cities/r1/a/");
    const later = "2026-03-01T08:00:00.000Z";
    assert.deepEqual([(await run("r2", at)).changed, (await run("r3", later)).changed], [false, true]);
  });

  it("holds all of them together to the limits of one", async () => {
    const { ports } = world();
    const given: Given[] = [
      ["", "a.csv", data],
      ["", "b.csv", data],
    ];
    await assert.rejects(fetched(several(given), "raw/", 2 * data.length - 1, ports), {
      name: "ArchiveTooLarge",
      message: /^b\.csv: more than \d+ bytes came; the limit is \d+ bytes/,
    });
    const plan = runPlan(cities);
    for (const [limits, name] of [
      [{ maxMembers: 1 }, "ArchiveTooManyMembers"],
      [{ maxUnpackedBytes: 2 * data.length - 1 }, "ArchiveTooLarge"],
    ] as const) {
      const found = await fetched(several(given), "raw/", 1e9, ports);
      const bound = { ...plan, limits: { ...plan.limits, ...limits } };
      await assert.rejects(unpack({ ...found!, prefix: "raw/", plan: bound, generated: false }, ports), {
        name,
      });
    }
  });

  it("warns of at most ten missing files by name", async () => {
    const { ports } = world();
    const warnings: string[] = [];
    const log = { progress: () => undefined, warn: (message: string) => void warnings.push(message) };
    const source = several([["", "a.csv", data]]);
    const missing = Array.from({ length: 12 }, (_, at) => ({ file: `${at}.csv`, url: "", status: 404 }));
    const facts = () => ({ ...source.facts(), kept: { missing } });
    const found = await fetched({ ...source, facts }, "raw/", 1e9, { ...ports, log });
    assert.equal(found!.source.missing!.length, 12);
    assert.match(warnings.join(), / 0\.csv, .*, 9\.csv and 2 more$/);
  });
});
