import assert from "node:assert/strict";
import { startFileServer, type FileServer } from "../../file-server";
import { at, fetchFiles } from "./files-run";

const monday = "2026-03-02T08:00:00Z";
const tuesday = "2026-03-03T08:00:00Z";
const iso = (text: string) => new Date(text).toISOString();

describe("a source of files", () => {
  let server: FileServer;
  beforeEach(async () => {
    server = await startFileServer({
      "/a.csv": { body: "a", modified: monday },
      "/b.csv": { body: "b", modified: monday },
    });
  });
  afterEach(() => server.close());

  const both = () => at(server, ["/a.csv", "/b.csv"]);

  it("gives each file under its name, as of its Last-Modified", async () => {
    const run = await fetchFiles(server, both());
    assert.deepEqual(run.taken, { "a.csv": "a", "b.csv": "b" });
    assert.deepEqual(run.asOf, { "a.csv": iso(monday), "b.csv": iso(monday) });
  });

  it("gives a file as of its fetch if the server says no time, or one that is still to come", async () => {
    server.files.set("/a.csv", { body: "a" });
    server.files.set("/b.csv", { body: "b", modified: "2026-03-11T08:00:00Z" });
    const { asOf } = await fetchFiles(server, both(), { now: tuesday });
    assert.deepEqual(asOf, { "a.csv": iso(tuesday), "b.csv": iso(tuesday) });
  });

  describe("that the published run has", () => {
    for (const leave of ["each", "all"] as const)
      it(`takes nothing, for one request an address, if a run may leave out ${leave}`, async () => {
        const { state } = await fetchFiles(server, both());
        const again = await fetchFiles(server, both(), { state, leave });
        assert.deepEqual([again.taken, again.asked], [{}, ["/a.csv", "/b.csv"]]);
      });

    it("takes the changed one alone where rows are merged, and knows both afterwards", async () => {
      const first = await fetchFiles(server, both());
      server.files.set("/b.csv", { body: "B", modified: tuesday });
      const second = await fetchFiles(server, both(), { state: first.state, leave: "each" });
      assert.deepEqual(
        [second.taken, second.asOf, second.asked],
        [{ "b.csv": "B" }, { "b.csv": iso(tuesday) }, ["/a.csv", "/b.csv"]],
      );
      const third = await fetchFiles(server, both(), { state: second.state, leave: "each" });
      assert.deepEqual(third.taken, {});
    });

    it("takes all of them where the table is replaced, and fetches whole what is unchanged", async () => {
      const first = await fetchFiles(server, both());
      server.files.set("/b.csv", { body: "B", modified: tuesday });
      const second = await fetchFiles(server, both(), { state: first.state, leave: "all" });
      assert.deepEqual(second.taken, { "a.csv": "a", "b.csv": "B" });
      assert.deepEqual(second.asked, ["/a.csv", "/b.csv", "/a.csv"]);
    });

    it("takes the rest where the table is replaced and an address is gone from the contract", async () => {
      const { state } = await fetchFiles(server, both());
      const { taken } = await fetchFiles(server, at(server, "/a.csv"), { state, leave: "all" });
      assert.deepEqual(taken, { "a.csv": "a" });
    });

    it("takes all of them where the table is replaced and an address is new in the contract", async () => {
      const { state } = await fetchFiles(server, at(server, "/a.csv"));
      const { taken } = await fetchFiles(server, both(), { state, leave: "all" });
      assert.deepEqual(taken, { "b.csv": "b", "a.csv": "a" });
    });

    it("asks without a condition for what another parameter of the query may have changed", async () => {
      const { state } = await fetchFiles(server, both());
      const metres = { ...both(), query: { unit: { text: "m" } } };
      server.files.set("/b.csv", { body: "B", modified: "2026-03-01T08:00:00Z" });
      const { taken, asOf } = await fetchFiles(server, metres, { state, leave: "each" });
      assert.deepEqual([taken, asOf], [{ "b.csv": "B" }, { "b.csv": iso("2026-03-10T12:00:00Z") }]);
      assert.ok(server.asked.every(({ headers }) => headers["if-none-match"] === undefined));
    });

    it("takes all of them, without a condition, where a run may leave out nothing", async () => {
      const { state } = await fetchFiles(server, both());
      const forced = await fetchFiles(server, both(), { state });
      assert.deepEqual(forced.taken, { "a.csv": "a", "b.csv": "b" });
      assert.ok(server.asked.every(({ headers }) => headers["if-none-match"] === undefined));
    });
  });

  it("keeps of earlier days the last thousand files, besides the run's own", async () => {
    const of = (index: number) => `${new Date(index * 86_400_000).toISOString().slice(0, 10)}/a.csv`;
    const entry = { request: "", sha256: "", asOf: iso(monday) };
    const files = Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [of(index), entry]));
    const { state } = await fetchFiles(server, both(), { state: { files }, leave: "each" });
    const paths = Object.keys(state!["files"]!);
    assert.deepEqual(
      [paths.length, paths[0], paths.slice(-3)],
      [1002, of(100), [of(1099), "a.csv", "b.csv"]],
    );
  });

  describe("from a server that lies", () => {
    const one = () => at(server, "/a.csv");
    const known = async () => (await fetchFiles(server, one(), { now: tuesday })).state;

    it("is unchanged if the bytes are, whatever the status, the ETag and the time", async () => {
      const state = await known();
      server.files.set("/a.csv", { body: "a", etag: 'W/"other"', modified: tuesday });
      for (const leave of ["each", "all"] as const)
        assert.deepEqual((await fetchFiles(server, one(), { state, leave })).taken, {});
    });

    it("keeps the time of the same bytes, so that taking them again changes nothing", async () => {
      server.files.set("/a.csv", { body: "a" });
      const state = await known();
      const { asOf } = await fetchFiles(server, one(), { state });
      assert.deepEqual(asOf, { "a.csv": iso(tuesday) });
    });

    for (const [what, modified] of [
      ["no later", monday],
      ["an earlier", "2026-03-01T08:00:00Z"],
      ["no", undefined],
    ] as const)
      it(`gives other bytes of ${what} time as of their fetch, so that they win`, async () => {
        const state = await known();
        server.files.set("/a.csv", { body: "A", ...(modified === undefined ? {} : { modified }) });
        const { taken, asOf } = await fetchFiles(server, one(), { state, leave: "each" });
        assert.deepEqual([taken, asOf], [{ "a.csv": "A" }, { "a.csv": iso("2026-03-10T12:00:00Z") }]);
      });

    it("is fetched whole if a 304 names another ETag than the one that was asked by", async () => {
      const state = await known();
      server.files.set("/a.csv", { body: "A", modified: tuesday });
      server.play = ({ headers }) =>
        headers["if-none-match"] === undefined ? undefined : { status: 304, headers: { etag: '"other"' } };
      assert.deepEqual((await fetchFiles(server, one(), { state, leave: "each" })).taken, { "a.csv": "A" });
    });

    it("believes a 304 that names the same content weakly", async () => {
      const state = await known();
      server.play = ({ headers }) => ({
        status: 304,
        headers: { etag: `W/${String(headers["if-none-match"])}` },
      });
      assert.deepEqual((await fetchFiles(server, one(), { state, leave: "each" })).taken, {});
    });

    it("does not believe a 304 that nobody asked for", async () => {
      server.play = () => ({ status: 304 });
      await assert.rejects(fetchFiles(server, one()), {
        name: "SourceUnexpected",
        message: /\/a\.csv answered 304; it says unchanged although it was asked for the whole file/,
      });
    });

    it("does not believe a 304 if there was nothing to ask by", async () => {
      server.files.set("/a.csv", { body: "a", etag: undefined });
      const state = await known();
      server.play = () => ({ status: 304 });
      await assert.rejects(fetchFiles(server, one(), { state, leave: "each" }), { name: "SourceUnexpected" });
    });

    it("asks by no time of the second in which it fetched, since the file may have changed again", async () => {
      server.files.set("/a.csv", { body: "a", modified: tuesday, etag: undefined });
      const state = await known();
      server.files.set("/a.csv", { body: "A", modified: tuesday, etag: undefined });
      assert.deepEqual((await fetchFiles(server, one(), { state, leave: "each" })).taken, { "a.csv": "A" });
    });
  });

  describe("of days", () => {
    const days = (more: object = {}) => at(server, "/{date:yyyyMMdd}.csv", more);
    const served = (...dates: string[]) => {
      for (const date of dates) server.files.set(`/${date}.csv`, { body: date });
    };

    it("asks for the run's day, in a folder of that day", async () => {
      served("20260310");
      assert.deepEqual((await fetchFiles(server, days())).taken, { "2026-03-10/20260310.csv": "20260310" });
    });

    it("asks again for the days of the look-back, and for a span instead of it", async () => {
      served("20260308", "20260309", "20260310");
      const back = await fetchFiles(server, days({ lookback: 1 }));
      assert.deepEqual(back.asked, ["/20260309.csv", "/20260310.csv"]);
      const span = await fetchFiles(server, days({ lookback: 1 }), { from: "2026-03-08" });
      assert.deepEqual(span.asked, ["/20260308.csv", "/20260309.csv", "/20260310.csv"]);
    });

    it("asks once for a month, whichever of its days", async () => {
      server.files.set("/2026-02.csv", { body: "2" }).set("/2026-03.csv", { body: "3" });
      const run = await fetchFiles(server, at(server, "/{date:yyyy-MM}.csv"), { from: "2026-02-20" });
      assert.deepEqual(run.taken, { "2026-02/2026-02.csv": "2", "2026-03/2026-03.csv": "3" });
      assert.equal(run.asked.length, 2);
    });

    it("asks for an address without a date once", async () => {
      served("20260309", "20260310");
      const run = await fetchFiles(server, at(server, ["/a.csv", "/{date:yyyyMMdd}.csv"], { lookback: 1 }));
      assert.deepEqual(run.asked, ["/a.csv", "/20260309.csv", "/20260310.csv"]);
    });

    it("skips a missing day, counts it, and asks for it the next time", async () => {
      served("20260308", "20260310");
      const source = days({ lookback: 2, missing: "skip" });
      const run = await fetchFiles(server, source);
      assert.deepEqual(run.missing, ["2026-03-09/20260309.csv"]);
      assert.equal(Object.keys(run.taken).length, 2);
      served("20260309");
      const next = await fetchFiles(server, source, { state: run.state, leave: "each" });
      assert.deepEqual([Object.keys(next.taken), next.missing], [["2026-03-09/20260309.csv"], []]);
    });

    it("fails for a missing day if the contract does not allow it, and for a missing file without a date", async () => {
      served("20260310");
      await assert.rejects(fetchFiles(server, days({ lookback: 1 })), {
        name: "SourceNotFound",
        message: /\/20260309\.csv answered 404: there is no such file; .*write missing: "skip"/,
      });
      server.play = ({ path }) => (path === "/b.csv" ? { status: 410 } : undefined);
      await assert.rejects(
        fetchFiles(server, at(server, ["/{date:yyyyMMdd}.csv", "/b.csv"], { missing: "skip" })),
        {
          name: "SourceNotFound",
          message: /\/b\.csv answered 410: there is no such file; check the address$/,
        },
      );
    });

    it("fails if all days are missing, and names them", async () => {
      await assert.rejects(fetchFiles(server, days({ lookback: 1, missing: "skip" })), {
        name: "SourceNotFound",
        message:
          /none of the files of these days exists: 2026-03-09\/20260309\.csv, 2026-03-10\/20260310\.csv; /,
      });
    });
  });
});
