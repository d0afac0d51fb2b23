import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mhealth } from "../../datasets/mhealth";
import { makeLocalPorts } from "../../local/local-ports";
import { publishedRun } from "../../local/published";
import { run } from "../../local/run";
import { sampleChunks } from "../sample-chunks";
import { temporaryHome } from "../local/temporary-home";
import { sparkPython } from "./environment";

const quiet = { progress: () => undefined, warn: () => undefined };
const watch = { begin: () => undefined, end: () => undefined };

describe("a run on Spark that breaks a rule", () => {
  const home = temporaryHome();
  before(async function () {
    process.env["DATA_FLOW_PYTHON"] = await sparkPython(this);
  });

  it("fails by its name, and the old table stays", async () => {
    const ports = makeLocalPorts({ home: home(), log: quiet });
    assert.equal((await run(mhealth, { rows: 300 }, ports, watch)).status, "published");
    const before = (await publishedRun(mhealth, ports))?.pointer;
    const csv = Buffer.concat([...sampleChunks(mhealth, 300)]).toString();
    const archive = join(home(), "broken.csv");
    await writeFile(archive, csv.replace(",0,subject1\n", ",13,subject1\n"));
    const { status, error } = await run(mhealth, { archive, engine: "spark" }, ports, watch);
    assert.deepEqual([status, error?.name], ["failed", "RuleBroken"]);
    assert.match(
      error?.message ?? "",
      /activity_0_to_12 \(1 violation; the smallest key: id "1", timestamp "2014-[^"]*"\)/,
    );
    assert.deepEqual((await publishedRun(mhealth, ports))?.pointer, before);
  });
});
