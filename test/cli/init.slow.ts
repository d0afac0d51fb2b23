import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { queryJson, start, withHome } from "./command";

/** `data-flow init … --json` in a project without data sets: what it wrote, said and answered. */
async function init(folder: string, ...args: string[]) {
  const home = join(folder, "store");
  const { code, stdout, stderr } = await start(home, ["init", ...args, "--json"], {}, folder).done;
  const document = JSON.parse(stdout) as {
    status: string;
    unsure?: string[];
    error?: { name: string; message: string };
    run?: { rows: { published: number; quarantined: number } };
  };
  const contract = await readFile(join(folder, "datasets", `${args[0]}.ts`), "utf8").catch(() => undefined);
  return { code, document, stderr, contract, home };
}

describe("data-flow init", () => {
  it("writes the contract of a file, runs it, and says what to check", () =>
    withHome(async (folder) => {
      const file = join(folder, "stations.csv");
      await writeFile(
        file,
        "Station,Day,Temp,Rain,Zip,Remark,Code\nA-01,2024-03-01,4.2,0.0,01234,,12E5\nA-01,2024-03-02,5.1,-,01234,gauge frozen,34E7\n" +
          'B-07,2024-03-01,-1.5,12.4,99100,"snow, later rain",12E5\nB-07,2024-03-02,0.3,,99100,,12E5\n',
      );
      const { code, document, contract, home } = await init(folder, "weather", file);
      assert.deepEqual([code, document.status, document.run?.rows.published], [0, "published", 4]);
      assert.equal(
        contract,
        `import { defineFileDataset } from "data-flow/contract";

export const weather = defineFileDataset({
  name: "weather",
  title: "Weather",
  description: "What stations.csv holds.",
  licence: { name: "unknown", url: "https://spdx.org/licenses/" },
  citation: "stations.csv",
  source: { kind: "local" },
  layout: { delimiter: ",", quoting: "rfc4180", header: true, files: "\\\\.csv$" },
  columns: {
    station: { header: "Station", type: "string" },
    day: { header: "Day", type: "date" },
    temp: { header: "Temp", type: "double" },
    rain: { header: "Rain", type: "double", nullable: true, nulls: ["", "-"] },
    zip: { header: "Zip", type: "string" },
    remark: { header: "Remark", type: "string", nullable: true, nulls: [""] },
    code: { header: "Code", type: "string" },
  },
  key: ["station", "day"],
  rules: [{ name: "some_rows", kind: "rows", min: 1 }],
  maxBadRatio: 0.01,
  schedule: { expression: "cron(0 6 * * ? *)", timeZone: "UTC" },
});
`,
      );
      assert.deepEqual(document.unsure, [
        "The key is station, day: unique in these records, but only you know whether it always is.",
        'rain: "-" means "no value".',
        "zip: a string, because some numbers begin with 0, as codes do.",
        "code: a string, because values such as 12E5 are codes more often than numbers.",
      ]);
      const rows = await queryJson(home, "select station, day, rain from weather order by all");
      assert.deepEqual(rows[1], { station: "A-01", day: "2024-03-02", rain: null });
      assert.deepEqual(
        (await readdir(join(home, ".tmp"))).filter((name) => !name.endsWith(".lock")),
        [],
      );

      const again = await init(folder, "weather", file);
      assert.deepEqual([again.code, again.document.error?.name], [2, "WrongUsage"]);
      assert.match(again.stderr, /datasets\/weather\.ts exists\. Choose another name, or add --force/);
    }));

  it("fetches a file at an address once, for the look and the run", () =>
    withHome(async (folder) => {
      let asked = 0;
      const server = createServer((_, answer) => {
        asked++;
        answer
          .setHeader("etag", '"1"')
          .end('{"id": 1, "at": "2024-01-01T10:00:00Z"}\n{"id": 2, "at": null}\n');
      }).listen(0, "127.0.0.1");
      try {
        await once(server, "listening");
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/log.jsonl`;
        const { code, document, contract, home } = await init(folder, "log", url);
        assert.deepEqual([code, document.run?.rows.published, asked], [0, 2, 1]);
        assert.ok(contract?.includes(`source: { kind: "files", urls: ["${url}"] }`), contract);
        assert.deepEqual(await queryJson(home, "select * from log order by id"), [
          { id: 1, at_: "2024-01-01T10:00:00Z" },
          { id: 2, at_: null },
        ]);
        const contractModule = join(folder, "node_modules", "data-flow", "contract.js");
        await mkdir(dirname(contractModule), { recursive: true });
        await writeFile(
          contractModule,
          `module.exports = require(${JSON.stringify(resolve(__dirname, "../../contract"))});`,
        );
        const { stdout, stderr } = await start(home, ["run", "log"], {}, folder).done;
        assert.match(stdout, /Unchanged: log/, stderr);
        assert.doesNotMatch(stdout + stderr, /no sample/);
      } finally {
        server.close();
      }
    }));

  it("tells the rows of days apart where each has a file of its own", () =>
    withHome(async (folder) => {
      const bodies: Readonly<Record<string, string>> = {
        level: "Messstelle;Datum;Pegel\nA;2024-03-01;1,5\nB;2024-03-01;2,5\nC;2024-03-01;3,5\n",
        plain: "id,n\n1,5\n2,6\n3,6\n",
        lines: '{"id": 1, "n": 0.5}\n{"id": 2, "n": 1.5}\n',
      };
      const server = createServer(({ url }, answer) => {
        answer.end(bodies[/^\/(\w+)/.exec(url!)![1]!]);
      }).listen(0, "127.0.0.1");
      try {
        await once(server, "listening");
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const level = await init(folder, "level", `${url}/level/{date}.csv`);
        assert.equal(level.code, 0, level.stderr);
        assert.match(level.contract ?? "", /key: \["messstelle", "datum"\],\n {2}mode: "upsert"/);
        assert.ok(
          level.document.unsure?.includes(
            "The key is messstelle, datum: unique in this day's file, and datum tells the days apart. Only you know whether it always is.",
          ),
          level.document.unsure?.join("\n"),
        );
        const plain = await init(folder, "plain", `${url}/plain/{date}.csv`);
        assert.match(plain.contract ?? "", /files: "\^\(\?<day>\[\^\/\]\+\)\/\.\*\\\\\.csv\$"/, plain.stderr);
        assert.match(plain.contract ?? "", /day: \{ path: "day", type: "date" \},[^]*key: \["id", "day"\]/);
        assert.match(
          plain.document.unsure?.[0] ?? "",
          /^No column has a date in every row, so day is the day/,
        );
        const lines = await init(folder, "lines", `${url}/lines/{date:yyyyMMdd}`);
        assert.match(lines.contract ?? "", /files: "\^\(\?<day>\[\^\/\]\+\)\/"/, lines.stderr);
        assert.match(lines.contract ?? "", /day: \{ group: "day", type: "date" \},[^]*key: \["id", "day"\]/);
        assert.deepEqual(
          await queryJson(lines.home, "select count(*) as n from lines where day > '2000-01-01'"),
          [{ n: 2 }],
        );
      } finally {
        server.close();
      }
    }));

  it("reads the files of a folder that have one form, and names the others", () =>
    withHome(async (folder) => {
      const data = join(folder, "data");
      await mkdir(join(data, "more"), { recursive: true });
      await writeFile(join(data, "a.csv"), "id,n\n1,5\n2,6\n");
      await writeFile(join(data, "more", "b.csv.gz"), gzipSync("id,n\n3,7\n"));
      await writeFile(join(data, "README.txt"), "About these files.\n");
      const { code, document, contract } = await init(folder, "parts", data);
      assert.deepEqual([code, document.run?.rows.published], [0, 3]);
      assert.match(contract ?? "", /files: "\\\\\.csv\$"/);
      assert.match(
        document.unsure?.[0] ?? "",
        /^2 of 3 files are read: a\.csv, more\/b\.csv\. Left out: README\.txt /,
      );
    }));

  it("keeps the type of a column in which few values are bad, and names them", () =>
    withHome(async (folder) => {
      const bad = ["kaputt", "7.5*", "1.5.2", "31.02.2024", "soon", "maybe"];
      const types = ["int", "double", "decimal(18,2)", "date", "timestamp", "boolean"];
      const rows = Array.from({ length: 200 }, (_, n) => {
        const day = `${n % 2}${1 + (n % 9)}.03.2024`;
        const good = [n % 9, n + 0.125, `${n}.25`, day, "2024-03-01T10:00:00Z", n % 3 > 0];
        return `k${n},${good.map((value, at) => (n === 20 + at ? bad[at] : value)).join(",")}\n`;
      });
      await writeFile(join(folder, "a.csv"), `id,a,b,c,d,e,f\n${rows.join("")}`);
      const { code, document, contract = "", stderr } = await init(folder, "few", join(folder, "a.csv"));
      assert.equal(code, 0, stderr);
      assert.equal(document.run?.rows.quarantined, 6);
      assert.deepEqual(
        [...contract.matchAll(/^ {4}[a-f]: .*type: "(.+?)"/gm)].map(([, type]) => type),
        types,
      );
      [..."abcdef"].forEach((name, at) =>
        assert.ok(
          document.unsure?.includes(
            `${name}: ${JSON.stringify(bad[at])} in record ${21 + at} of a.csv is not of the type ${types[at]}, so its record is quarantined. If it means "no value", add it to "nulls".`,
          ),
          document.unsure?.join("\n"),
        ),
      );
    }));

  it("asks where a decimal sign may be thousands, with the command to type", () =>
    withHome(async (folder) => {
      const semicolons = join(folder, "s.csv");
      const days = "03/04/2021;1.234\n05/06/2021;2.345\n07/08/2021;999\n";
      await writeFile(semicolons, `day;n\n${days}`);
      const first = await init(folder, "s", semicolons, "--force", "--key", "day");
      assert.deepEqual([first.code, first.contract], [2, undefined]);
      assert.ok(
        first.document.error?.message.includes(
          `npm run data-flow -- init s ${semicolons} --key day --force --json --dates dmy (day first) or --dates mdy (month first)`,
        ),
        first.document.error?.message,
      );
      const second = await init(folder, "s", semicolons, "--dates", "mdy");
      assert.deepEqual([second.code, second.contract], [2, undefined]);
      assert.ok(
        second.document.error?.message.includes(
          `every number of n, such as "1.234", may have a decimal sign or thousands. Say which: npm run data-flow -- init s ${semicolons} --dates mdy --json --decimal . (1.234) or --decimal , (1234)`,
        ),
        second.document.error?.message,
      );
      const third = await init(folder, "s", semicolons, "--dates", "mdy", "--decimal", ",");
      assert.match(third.contract ?? "", /n: \{ header: "n", thousands: "\.", type: "int" \}/, third.stderr);
      await writeFile(join(folder, "blanks.txt"), "x y\n15,887 24,651\n23,603 14,076\n");
      assert.equal((await init(folder, "b", join(folder, "blanks.txt"))).code, 2);
      await writeFile(join(folder, "sure.csv"), "a;n;m\nx;1.234;0,5\ny;2.345;1,5\n");
      const sure = await init(folder, "sure", join(folder, "sure.csv"));
      assert.match(sure.contract ?? "", /n: \{ header: "n", thousands: "\.", type: "int" \}/, sure.stderr);
    }));

  it("reads the files of the cookbook as docs/add-a-dataset.md shows", () =>
    withHome(async (folder) => {
      const page = (await readFile("docs/add-a-dataset.md", "utf8")).replaceAll("\r\n", "\n");
      const recipes = page.slice(page.indexOf("## Cookbook")).split("\n### ");
      const block = (text: string, kind: string) =>
        new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\``, "m").exec(text)?.[1];
      let tried = 0;
      for (const recipe of recipes) {
        const data = block(recipe, "csv") ?? block(recipe, "json");
        if (data === undefined) continue;
        const [, name = "", file = ""] = /init (\w+) (\S+)/.exec(block(recipe, "sh")!)!;
        const bytes = Buffer.from(data, recipe.includes("windows-1252") ? "latin1" : "utf8");
        await writeFile(join(folder, file), file.endsWith(".gz") ? gzipSync(bytes) : bytes);
        const { code, contract = "" } = await init(folder, name, join(folder, file));
        assert.equal(code, 0, name);
        const plain = (text: string) => text.replace(/\s+/g, " ").replace(/,? \}/g, " }");
        const shown = block(recipe, "ts")!;
        const words = [...shown.matchAll(/^ {2}\w+: \{.*\},$/gm), ...shown.matchAll(/^layout: \{.*\},$/gm)];
        assert.ok(words.length >= 4, recipe);
        for (const [word] of words)
          assert.ok(plain(contract).includes(plain(word.trim().replace(/,$/, ""))), `${word}\n${contract}`);
        tried++;
      }
      assert.equal(tried, 3);
    }));

  it("writes nothing where it cannot read the file, and says why", () =>
    withHome(async (folder) => {
      const files: Readonly<Record<string, readonly [content: string | Buffer, why: RegExp]>> = {
        "empty.csv": ["", /empty\.csv is empty/],
        "header.csv": ["a,b\n", /header\.csv has a header and no record/],
        "page.csv": ["<!doctype html><html></html>", /is a web page \(HTML\)/],
        "t.parquet": ["PAR1\0\0\0\0PAR1", /is a Parquet file/],
      };
      for (const [name, [content, why]] of Object.entries(files)) {
        await writeFile(join(folder, name), content);
        const { code, document, contract } = await init(folder, "odd", join(folder, name));
        assert.deepEqual([code, document.error?.name, contract], [1, "NothingFound", undefined], name);
        assert.match(document.error?.message ?? "", why);
      }
      const missing = await init(folder, "odd", join(folder, "missing.csv"));
      assert.deepEqual([missing.code, missing.document.error?.name], [1, "SourceMissing"]);
      assert.match(missing.document.error?.message ?? "", /missing\.csv does not exist: check the path\.$/);
      for (const name of ["Odd", "select", "stage_a", "import"])
        assert.equal((await init(folder, name, join(folder, "empty.csv"))).code, 2);
      await mkdir(join(folder, "datasets"), { recursive: true });
      assert.deepEqual(await readdir(join(folder, "datasets")), []);
    }));
});
