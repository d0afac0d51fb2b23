import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { buildTar } from "../../core/archive/build-tar";
import { buildZip } from "../../core/archive/build-zip";
import { csv, sourceOf, world } from "./world";

const data = Buffer.from(csv);
const double = Buffer.from("00051607000200000000", "hex");

describe("ingest of an archive with odd members", () => {
  const skippedOf = async (name: string, archive: Buffer) => {
    const { ingest, manifest } = world();
    await ingest(sourceOf(name, archive).source, "r1");
    const { files, skipped } = await manifest("r1");
    return { files: files.map(({ file }) => file), skipped };
  };

  it("leaves out and lists those that no layout is meant for", async () => {
    const tar = await buildTar([
      { name: "._x.csv", data: double },
      { name: "x.csv", data },
      { name: "README", type: "symlink", linkname: "docs/README" },
      { name: "more.tgz", data: gzipSync(data) },
    ]);
    const left = { size: 0, firstLine: "" };
    assert.deepEqual(await skippedOf("a.tar", tar), {
      files: ["x.csv"],
      skipped: [
        {
          file: "._x.csv",
          ...left,
          size: double.length,
          why: "is attributes that macOS keeps beside a file (AppleDouble)",
        },
        { file: "README", ...left, why: "is a symbolic link" },
        { file: "more.tgz", ...left, size: gzipSync(data).length, why: "is a gzip file" },
      ],
    });
    const zip = buildZip([
      { name: "secret.txt", flags: 1, data },
      { name: "._x.csv", data: double },
      { name: "x.csv", data },
    ]);
    const { files, skipped } = await skippedOf("a.zip", zip);
    assert.deepEqual([files, skipped.map(({ file }) => file)], [["x.csv"], ["secret.txt", "._x.csv"]]);
  });

  it("refuses those that a layout is meant for", async () => {
    const { ingest, keys } = world();
    const refused = async (archive: Buffer, name: string, message: RegExp) =>
      assert.rejects(ingest(sourceOf("a", archive).source, "r1"), { name, message });
    const x = { name: "x.csv", data };
    await refused(
      await buildTar([x, { name: "y.csv", type: "symlink", linkname: "x.csv" }]),
      "ArchiveUnsupported",
      /member "y\.csv".*symbolic link/,
    );
    await refused(buildZip([x, { name: "y.csv", flags: 1, data }]), "ArchiveEncrypted", /y\.csv.*password/);
    const nested = { name: "y.csv.gz", data: gzipSync(gzipSync(data)) };
    await refused(buildZip([x, nested]), "ArchiveUnsupported", /y\.csv.*a gzip file inside a gzip file/);
    assert.deepEqual(
      (await keys()).filter((key) => key.startsWith("raw/")),
      [],
    );
  });

  it("says what each is where no file fits", async () => {
    const { ingest } = world();
    const zip = buildZip([
      { name: "x.csv.bz2", data: Buffer.from("425a683931415926535900", "hex") },
      { name: "notes", mode: 0o120777, data },
    ]);
    await assert.rejects(ingest(sourceOf("a.zip", zip).source, "r1"), {
      name: "NoLayoutFits",
      message: /x\.csv\.bz2: is a bzip2 file\n {2}notes: is a symbolic link\n/,
    });
  });

  it("matches a layout with a gzip'd member's name without .gz", async () => {
    const zip = buildZip([{ name: "logs/x.csv.gz", data: gzipSync(data) }]);
    assert.deepEqual(await skippedOf("a.zip", zip), { files: ["logs/x.csv"], skipped: [] });
  });
});
