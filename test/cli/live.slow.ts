import assert from "node:assert/strict";
import { mhealth } from "../../datasets/mhealth";
import { sampleChunks } from "../sample-chunks";
import { buildZip } from "../core/archive/build-zip";
import { startKaggleServer, type KaggleServerOptions } from "../kaggle-server";
import { queryJson, runJson, start, withHome } from "./command";

const token = "planted-9f1c";

/** An archive of the generated sample, as Kaggle would hold it. */
const archiveOf = (rows: number) =>
  buildZip([{ name: "mhealth_raw_data.csv", data: Buffer.concat([...sampleChunks(mhealth, rows)]) }]);

async function withKaggle(
  options: KaggleServerOptions,
  use: (home: string, server: Awaited<ReturnType<typeof startKaggleServer>>) => Promise<void>,
): Promise<void> {
  const server = await startKaggleServer(options);
  try {
    await withHome((home) => use(home, server));
  } finally {
    await server.close();
  }
}

describe("data-flow run --source-url", () => {
  it("publishes what Kaggle serves, and asks only for the version the next time", () =>
    withKaggle({ archive: archiveOf(700), version: 3 }, async (home, server) => {
      const first = await runJson(home, "mhealth", "--source-url", server.url);
      assert.equal(first.status, "published", first.error?.message);
      assert.deepEqual(await queryJson(home, "select count(*)::int as n from mhealth"), [{ n: 700 }]);
      const downloads = server.storage.length;
      const again = await runJson(home, "mhealth", "--source-url", server.url);
      assert.equal(again.status, "unchanged");
      assert.equal(server.storage.length, downloads);
    }));

  it("survives a connection that is cut", () =>
    withKaggle(
      {
        archive: archiveOf(700),
        onStorage: (_, number) => (number === 1 ? { cutAfter: 10_000 } : undefined),
      },
      async (home, server) => {
        const document = await runJson(home, "mhealth", "--source-url", server.url);
        assert.equal(document.rows.published, 700);
        assert.equal(server.storage.length, 2);
      },
    ));

  it("fails by name on a wrong checksum and publishes nothing", () =>
    withKaggle(
      {
        archive: archiveOf(200),
        onStorage: () => ({ headers: { "x-goog-hash": "md5=AAAAAAAAAAAAAAAAAAAAAA==" } }),
      },
      async (home, server) => {
        const document = await runJson(home, "mhealth", "--source-url", server.url);
        assert.deepEqual([document.status, document.error?.name], ["failed", "SourceDamaged"]);
      },
    ));

  it("shows the token to the API alone", () =>
    withKaggle(
      {
        archive: archiveOf(200),
        onApi: () => ({ status: 401, body: `{"code":401,"message":"bad ${token}"}` }),
      },
      async (home, server) => {
        const env = { KAGGLE_API_TOKEN: token };
        const { stdout, stderr, code } = await start(
          home,
          ["run", "mhealth", "--source-url", server.url, "--json"],
          env,
        ).done;
        assert.equal(code, 1);
        assert.ok(server.api.some(({ headers }) => headers.authorization === `Bearer ${token}`));
        assert.ok(!`${stdout}${stderr}${JSON.stringify(server.storage)}`.includes(token));
        assert.match(stdout, /SourceUnauthorized/);
      },
    ));
});
