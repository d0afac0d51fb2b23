import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dataApi } from "../handlers/load/data-api";
import { openWorld, type World } from "../handlers/load/world";
import { temporaryHome } from "../local/temporary-home";

const page = readFileSync("docs/warehouse.md", "utf8").replaceAll("\r\n", "\n");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp("^```" + language + "\\n(.*?)^```$", "gms"))].map(([, text = ""]) => text);

/** Python (DATA_FLOW_PYTHON, else that of .venv/, else python3) with the snippet's packages. */
function findPython(): string | undefined {
  const own = join(".venv", "bin", "python");
  const python = process.env["DATA_FLOW_PYTHON"] ?? (existsSync(own) ? own : "python3");
  return spawnSync(python, ["-c", "import boto3, pandas"]).status === 0 ? python : undefined;
}

describe("docs/warehouse.md", function () {
  const home = temporaryHome();
  let world: World;
  beforeEach(async () => {
    world = await openWorld(home());
    await world.publish({
      number: 1,
      columns: { symbol: "string", date: "date", adj_close: "double", log_return: "double" },
      files: [
        "values ('AAPL', '2026-01-02', 100, null), ('AAPL', '2026-01-05', 102, 0.02), ('AAPL', '2026-01-06', 106, 0.04)",
        "values ('MSFT', '2026-01-06', 7.5, null)",
      ],
    });
    assert.equal((await world.run()).answer.status, "loaded");
  });

  it("has a snippet for pandas that reads a loaded table, page by page", async function () {
    const python = findPython();
    if (python === undefined) {
      const reason = "no boto3 and pandas here: pip install them for the Python that DATA_FLOW_PYTHON names";
      if (process.env["CI"] === "true") throw new Error(reason);
      console.log(`      skipped, ${reason}`);
      return this.skip();
    }
    const [snippet, ...more] = blocks("python");
    assert.equal(more.length, 0);
    const server = await dataApi(world.warehouse.database, "data-flow");
    try {
      const { code, out } = await run(python, snippet!, {
        ...{
          AWS_ENDPOINT_URL: server.endpoint,
          AWS_DEFAULT_REGION: "eu-central-1",
          DATA_FLOW_WAREHOUSE: "data-flow",
        },
        ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
        ...{ AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent" },
      });
      assert.equal(code, 0, out);
      assert.equal(
        out.replace(/ +$/gm, ""),
        [
          "symbol       AAPL  MSFT",
          "date",
          "2026-01-02  100.0   NaN",
          "2026-01-05  102.0   NaN",
          "2026-01-06  106.0   7.5",
          "        count  mean       std",
          "symbol",
          "AAPL        2  0.03  0.014142",
          "MSFT        0   NaN       NaN",
          "",
        ].join("\n"),
      );
      // Four rows, two on a page.
      const calls = server.asked.map(({ headers }) => String(headers["x-amz-target"]).split(".")[1]);
      assert.equal(calls.filter((call) => call === "GetStatementResult").length, 2);
    } finally {
      await server.close();
    }
  });

  it("asks the record of loads what is in it", async () => {
    const [sql, ...more] = blocks("sql");
    assert.equal(more.length, 0);
    const { rows } = await world.warehouse.database.query<{ number: number; rows: number }>(sql!);
    assert.deepEqual(
      rows.map(({ number, rows: count }) => [number, count]),
      [[1, 4]],
    );
  });

  it("explains every failure of Load by its name", () => {
    const sources = ["handlers/load/index.ts", "handlers/load/load-failures.ts"].map((file) =>
      readFileSync(file, "utf8"),
    );
    const names = [...sources.join("\n").matchAll(/failure\(\s*"(\w+)"/g)].map(([, name]) => name!);
    assert.ok(names.length > 5);
    // A data set without a run is explained by its own message.
    for (const name of names.filter((each) => each !== "NothingPublished"))
      assert.ok(page.includes(`| \`${name}\``), name);
  });
});

/** Runs a program that is given on standard input; what it printed. */
function run(python: string, program: string, env: NodeJS.ProcessEnv) {
  const child = spawn(python, ["-"], { env: { PATH: process.env["PATH"], ...env }, stdio: "pipe" });
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => (out += bytes.toString()));
  child.stdin.end(program);
  return new Promise<{ readonly code: number | null; readonly out: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out }));
  });
}
