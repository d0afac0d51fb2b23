import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { makeClients } from "../handlers/aws/clients";
import { makeBucketStore } from "../../handlers/aws/bucket-store";
import { systemClock } from "../../core/run/clock";
import { input } from "../../policy/resource";
import { find } from "../components/record";
import { queryParquet } from "../handlers/duckdb";
import { keysOf } from "../local/temporary-home";
import { archived } from "./archive";
import { bytesOf, tableOf } from "./deployed";
import { invoke, type LambdaFunction } from "./invoke";
import type { Night } from "./night";
import { titles, useNights } from "./nights";
import { expectedRows, partBytes, records } from "./recording";

for (const title of titles)
  describe(`the program's functions from their archives (${title})`, () => {
    const nights = useNights(title);
    const fn = (name: string): LambdaFunction =>
      [...nights().deployed.functions.values()].find((each) => each.name.startsWith(name))!;

    it("are a text, a bundle and, to read CSV, the kernel", () => {
      const own = [...nights().deployed.functions.values()].filter(({ name }) => name.startsWith("mhealth-"));
      const files = own.map(({ folder }) => archived(folder));
      assert.deepEqual(files.sort(), [
        [".build/convert/index.js", ".build/convert/kernel.wasm", "__index.js"],
        [".build/ingest/index.js", ".build/ingest/kernel.wasm", "__index.js"],
        [".build/publish/index.js", "__index.js"],
      ]);
    });

    it("bring the source's archive to a published table, in two parts", () => {
      const { first } = nights();
      assert.deepEqual(first.error, undefined);
      assert.deepEqual(statesOf(first), ["Ingest", "ConvertPart", "ConvertPart", "Transform", "Publish"]);
      const { status, date, number, rows } = first.result as Record<string, unknown>;
      assert.deepEqual([status, date, number], ["published", "2026-03-01", 1]);
      const good = records - 1;
      assert.deepEqual(rows, { read: records, staged: good, quarantined: 1, published: good });
    });

    it("publish the values of the source, where the catalog says", async () => {
      const { deployed } = nights();
      const location = (await tableOf(deployed, "mhealth")).StorageDescriptor?.Location ?? "";
      const root = `s3://${deployed.store.name}/`;
      assert.ok(location.startsWith(`${root}processed/mhealth/night-1/`), location);
      const files = await keysOf(deployed.store, location.slice(root.length));
      assert.equal(files.length, 1);
      const sql = "select * replace (epoch_us(timestamp) as timestamp) from file order by id, timestamp";
      assert.deepEqual(await queryParquet(await bytesOf(deployed, files[0]!), sql), expectedRows());
    });

    it("name the table's columns in the catalog as the contract does", async () => {
      const { StorageDescriptor: stored } = await tableOf(nights().deployed, "mhealth");
      const { columns } = JSON.parse(readFileSync("test/golden/mhealth/glue.json", "utf8")) as Golden;
      assert.deepEqual(
        stored?.Columns?.map(({ Name, Type }) => [Name, Type]),
        columns.map(({ name, type }) => [name, type]),
      );
    });

    it("keep the spoilt record apart", async () => {
      const { deployed } = nights();
      const [key = "", ...more] = await keysOf(deployed.store, "quarantine/mhealth/night-1/");
      assert.equal(more.length, 0);
      const sql = `select _column as "column", _reason as reason from file`;
      const rows = await queryParquet(await bytesOf(deployed, key), sql);
      assert.deepEqual(rows, [{ column: "accel_x", reason: "unreadable" }]);
    });

    it("find on the next day that nothing changed, and leave nothing of that day", async () => {
      const { second, deployed } = nights();
      assert.deepEqual(second.error, undefined);
      assert.deepEqual(statesOf(second), ["Ingest", "Publish"]);
      const { status, number } = second.result as Record<string, unknown>;
      assert.deepEqual([status, number], ["unchanged", 1]);
      const keys = await keysOf(deployed.store, "");
      assert.deepEqual(
        keys.filter((key) => key.includes("night-2")),
        [],
      );
    });

    it("tell by its name and sentence how the source failed, to the caller and to the topic", () => {
      const { refused } = nights();
      assert.equal(refused.error?.name, "SourceUnauthorized");
      assert.deepEqual(statesOf(refused), ["Ingest", "Notify"]);
      const { Message: message } = refused.notified as { Message: Record<string, string> };
      assert.deepEqual([message["error"], message["run"]], ["SourceUnauthorized", "night-3"]);
      const { errorMessage } = JSON.parse(message["cause"]!) as { errorMessage: string };
      assert.match(errorMessage, sentence);
    });

    it("log one JSON object a line, each with its data set, run and step", () => {
      const steps: Record<string, string> = { Ingest: "Ingest", ConvertPart: "Convert", Publish: "Publish" };
      const logged = linesOf(nights().first).filter((line) => !("_aws" in line));
      assert.deepEqual(new Set(logged.map(({ state }) => state)), new Set(Object.keys(steps)));
      for (const line of logged) {
        const { dataset, run, step, level } = line;
        assert.deepEqual([dataset, run, step, level], ["mhealth", "night-1", steps[line.state], "info"]);
        assert.equal(typeof line["message"], "string");
      }
    });

    it("log how the source failed", () => {
      const last = linesOf(nights().refused).at(-1);
      assert.deepEqual(
        [last?.["level"], last?.["error"], last?.["run"]],
        ["error", "SourceUnauthorized", "night-3"],
      );
      assert.match(String(last?.["message"]), sentence);
    });

    it("write nothing to standard error", () => {
      const { first, second, refused } = nights();
      for (const { functions } of [first, second, refused])
        for (const { state, stderr } of functions) assert.equal(stderr, "", state);
    });

    it("do their work with the rights that the program gives them", () => {
      const names = ["convert", "ingest", "publish", "transform"].map((step) => `mhealth-${step}`);
      for (const name of names) assert.deepEqual(nights().denied[name], [], name);
    });

    it("have no other rights: Convert cannot remove what Ingest fetched", async () => {
      const { deployed } = nights();
      const [key = ""] = await keysOf(deployed.store, "raw/mhealth/night-1/");
      const { s3 } = makeClients({ endpoint: deployed.gates.get("mhealth-convert")!.url });
      const store = makeBucketStore(s3, deployed.store.name, systemClock);
      await assert.rejects(store.delete([key]), { name: "AccessDenied" });
      assert.ok(await deployed.store.head(key));
    });

    it("measure the share of bad records where the program's alarm looks for it", () => {
      const [metrics, ...more] = linesOf(nights().first).filter((line) => "_aws" in line);
      assert.equal(more.length, 0);
      const [directive] = (metrics!["_aws"] as Embedded).CloudWatchMetrics;
      const alarm = find(nights().program.resources, "mhealth-quarantined");
      const dimensions = input(alarm, "dimensions") as Readonly<Record<string, string>>;
      const metric = String(input(alarm, "metricName"));
      assert.equal(directive.Namespace, input(alarm, "namespace"));
      assert.deepEqual(
        directive.Dimensions.map((names) => names.toSorted()),
        [Object.keys(dimensions).sort()],
      );
      for (const [name, value] of Object.entries(dimensions)) assert.equal(metrics![name], value);
      assert.ok(directive.Metrics.some(({ Name }) => Name === metric));
      assert.equal(metrics![metric], 1 / records);
    });

    it("refuse an event of another data set", async () => {
      const { answers } = await invoke(fn("mhealth-publish"), { dataset: "other", run: "night-4" });
      assert.equal((answers[0] as { errorType: string }).errorType, "EventRefused");
    });

    it("ask the source again for each event of one process", async () => {
      const { api } = nights().kaggle;
      const before_ = api.length;
      const event = (run: string) => ({ run, input: { date: "2026-03-05", partBytes } });
      const { answers } = await invoke(fn("mhealth-ingest"), event("night-5"), event("night-6"));
      for (const answer of answers)
        assert.equal((answer as { result?: { changed: boolean } }).result?.changed, false);
      assert.equal(api.length - before_, 2);
    });
  });

/** What the function says of a source that answers 401. */
const sentence = /^nirmalsankalana.* answered 401; .*token/i;

const statesOf = ({ calls }: Night) => calls.map(({ state }) => state);

/** A line of a function's log, and the state that called it. */
interface Line extends Readonly<Record<string, unknown>> {
  readonly state: string;
}

const linesOf = ({ functions }: Night): Line[] =>
  functions.flatMap(({ state, stdout }) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => ({ ...(JSON.parse(line) as object), state })),
  );

/** CloudWatch's embedded metric format. */
interface Embedded {
  readonly CloudWatchMetrics: readonly [
    {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    },
  ];
}

/** What the contract says of the table. */
interface Golden {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
