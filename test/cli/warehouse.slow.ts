import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { dataApi } from "../handlers/load/data-api";
import { start } from "./command";

describe("data-flow query --warehouse", function () {
  let server: Awaited<ReturnType<typeof dataApi>>;
  let database: PGlite;
  let home = "";
  before(async () => {
    home = mkdtempSync(join(tmpdir(), "data-flow-"));
    database = await PGlite.create();
    await database.exec(`
      CREATE TABLE "prices" ("symbol" varchar(65535), "date" date, "close" double precision);
      INSERT INTO "prices" VALUES ('AAPL', '2026-01-02', 1.5), ('it''s "x", 🙂', '2026-01-03', null), ('C', null, 2)`);
    server = await dataApi(database, "wg");
  });
  after(async () => {
    await server.close();
    await database.close();
    rmSync(home, { recursive: true, force: true });
  });

  const environment = () => ({
    ...{ AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: "eu-central-1" },
    ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_PROFILE: undefined },
    ...{ AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent" },
    ...{ AWS_EC2_METADATA_DISABLED: "true", DATA_FLOW_WAREHOUSE: undefined },
  });
  const query = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    start(home, ["query", ...args], { ...environment(), ...env }).done;
  const all = `select * from prices order by close nulls first`;

  it("prints the answer of every page as a table", async () => {
    const { code, stdout, stderr } = await query(["--warehouse", "wg", all]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(
      stdout,
      [
        "  symbol        date        close",
        `  it's "x", 🙂  2026-01-03  null`,
        "  AAPL          2026-01-02  1.5",
        "  C             null        2",
        "",
      ].join("\n"),
    );
  });

  it("prints one document with --json, columns of one name apart", async () => {
    const { code, stdout } = await query([
      ...["--warehouse", "wg", "--json"],
      "select symbol, close, close > 1 as close, count(*) over () as n from prices order by symbol limit 2",
    ]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), [
      { symbol: "AAPL", close: 1.5, close_1: true, n: 3 },
      { symbol: "C", close: 2, close_1: true, n: 3 },
    ]);
  });

  it("prints CSV", async () => {
    const { stdout } = await query(["--warehouse", "wg", "--csv", `${all} limit 1`]);
    assert.equal(stdout, 'symbol,date,close\r\n"it\'s ""x"", 🙂",2026-01-03,\r\n');
  });

  for (const args of [
    ["--warehouse", "select 7 as n", "--json"],
    ["select 7 as n", "--json", "--warehouse"],
  ])
    it(`takes the workgroup of the environment: ${args.join(" ")}`, async () => {
      const { code, stdout } = await query(args, { DATA_FLOW_WAREHOUSE: "wg" });
      assert.equal(code, 0);
      assert.deepEqual(JSON.parse(stdout), [{ n: 7 }]);
    });

  it("asks the database that is named", async () => {
    await query(["--warehouse", "wg", "--database", "other", "select 1"]);
    await query(["--warehouse", "wg", "select 1"], { DATA_FLOW_WAREHOUSE_DATABASE: "usual" });
    const databases = server.asked
      .map(({ body }) => (JSON.parse(body.toString()) as { Database?: string }).Database)
      .filter((name) => name !== undefined);
    assert.deepEqual(databases.slice(-2), ["other", "usual"]);
  });

  it("says how many rows a statement without an answer touched", async () => {
    const { code, stdout } = await query([
      "--warehouse",
      "wg",
      "update prices set close = 2 where symbol = 'C'",
    ]);
    assert.deepEqual([code, stdout], [0, "  done: 1 row\n"]);
  });

  it("does not ask the warehouse unless it is told to, whatever the environment says", async () => {
    const { stdout } = await query(["select 1 as one", "--json"], { DATA_FLOW_WAREHOUSE: "wg" });
    assert.deepEqual(JSON.parse(stdout), [{ one: 1 }]);
  });

  describe("interrupted", () => {
    afterEach(() => {
      server.endless = undefined;
      server.refusal = undefined;
    });
    const actions = () =>
      server.asked.map(({ headers }) => String(headers["x-amz-target"]).replace("RedshiftData.", ""));
    /** Interrupts the command when it asks whether its statement has ended, and again while it cancels it: npm passes Ctrl-C on. */
    function interrupt() {
      const { child, done } = start(home, ["query", "--warehouse", "wg", "select 1"], environment());
      server.endless = () => child.kill("SIGINT");
      return done;
    }

    it("cancels the statement, which would be paid for", async function () {
      if (process.platform === "win32") this.skip();
      const { code, stdout, stderr } = await interrupt();
      assert.deepEqual([code, stdout], [130, ""]);
      assert.match(stderr, /Interrupted. The statement [\d-]+ is cancelled\./);
      assert.equal(actions().at(-1), "CancelStatement");
      const ids = server.asked
        .slice(-2)
        .map(({ body }) => (JSON.parse(body.toString()) as { Id: string }).Id);
      assert.equal(ids[0], ids[1]);
    });

    it("says that the statement goes on where it may not cancel", async function () {
      if (process.platform === "win32") this.skip();
      server.refusal = "User is not authorized to perform: redshift-data:CancelStatement";
      const { code, stderr } = await interrupt();
      assert.equal(code, 130);
      assert.match(
        stderr,
        /Interrupted. The statement [\d-]+ is still running.*redshift-data:CancelStatement/,
      );
    });
  });

  for (const [title, args, env, code, sentence] of [
    [
      "an error of SQL",
      ["--warehouse", "wg", "select x from prices"],
      {},
      1,
      /^QueryFailed: .*column "x" does/,
    ],
    [
      "a workgroup that is not there",
      ["--warehouse", "no", "select 1"],
      {},
      1,
      /^WarehouseMissing: .*workgroup no/,
    ],
    [
      "missing credentials",
      ["--warehouse", "wg", "select 1"],
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      1,
      /^CredentialsMissing: .*aws sso login/,
    ],
    ["a missing region", ["--warehouse", "wg", "select 1"], { AWS_REGION: undefined }, 1, /^RegionMissing: /],
    ["a missing workgroup", ["select 1", "--warehouse"], {}, 2, /DATA_FLOW_WAREHOUSE/],
    ["a missing statement", ["--warehouse"], {}, 2, /missing required argument 'sql'/],
    [
      "a statement that was taken for the workgroup",
      ["--warehouse", "select 1"],
      {},
      2,
      /--warehouse took "select 1" for the workgroup.*--warehouse <workgroup> "<sql>".*DATA_FLOW_WAREHOUSE/,
    ],
    ["a database of no warehouse", ["--database", "db", "select 1"], {}, 2, /needs --warehouse/],
  ] as const)
    it(`tells ${title} in a sentence`, async () => {
      const ended = await query([...args], { ...env });
      assert.equal(ended.code, code);
      assert.match(ended.stderr, sentence);
      assert.equal(ended.stdout, "");
    });
});
