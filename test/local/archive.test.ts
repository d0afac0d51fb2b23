import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathOf } from "../../core/sources/source";
import { makeFileSource, makeFolderSource } from "../../local/archive";
import { temporaryHome, textOf } from "./temporary-home";

describe("file source", () => {
  const home = temporaryHome();
  const file = (text: string) => {
    const path = join(home(), "archive.zip");
    writeFileSync(path, text);
    return path;
  };

  it("gives the file's bytes under its name", async () => {
    const content = "x".repeat(3_000_000);
    const source = makeFileSource(file(content));
    const { name, bytes } = await source.open();
    assert.equal(name, "archive.zip");
    assert.equal(await textOf(bytes), content);
  });

  it("says where from, and that it is not generated", () => {
    const source = makeFileSource(file("x"));
    assert.equal(source.origin, `file:${join(home(), "archive.zip")}`);
    assert.equal(source.generated, false);
  });

  it("was fetched when somebody says so, and else nobody knows when", () => {
    const path = file("x");
    assert.equal(makeFileSource(path).asOf, undefined);
    assert.equal(makeFileSource(path, "2021-06-30T00:00:00.000Z").asOf, "2021-06-30T00:00:00.000Z");
  });

  it("has its sha256 as version", async () => {
    const hex = createHash("sha256").update("content").digest("hex");
    assert.equal(await makeFileSource(file("content")).version(), `sha256:${hex}`);
  });

  it("says when the file changes after its version was asked", async () => {
    const path = file("before");
    const source = makeFileSource(path);
    await source.version();
    writeFileSync(path, "behind");
    const { bytes } = await source.open();
    await assert.rejects(textOf(bytes), { name: "SourceChanged" });
  });

  it("says that a file is missing, and which", async () => {
    const path = join(home(), "none.zip");
    for (const asked of [makeFileSource(path).version(), makeFileSource(path).open()]) {
      await assert.rejects(
        asked,
        (error: Error) => error.name === "SourceMissing" && error.message.includes(path),
      );
    }
  });

  it("says that a folder is no file", async () => {
    const path = join(home(), "folder");
    mkdirSync(path);
    await assert.rejects(makeFileSource(path).open(), { name: "SourceUnreadable" });
  });
});

describe("folder source", () => {
  const home = temporaryHome();
  const asOf = "2021-06-30T00:00:00.000Z";
  const folderOf = (...files: string[]) => {
    const folder = join(home(), "given");
    mkdirSync(join(folder, "inside"), { recursive: true });
    for (const file of files) writeFileSync(join(folder, file), file);
    return folder;
  };
  async function read(folder: string) {
    const source = makeFolderSource(folder, asOf);
    const texts: Record<string, string> = {};
    for await (const opened of source.archives()) texts[pathOf(opened)] = await textOf(opened.bytes);
    return { texts, facts: source.facts().archives };
  }

  it("gives each file by its path, and when it was fetched", async () => {
    const { texts, facts } = await read(folderOf("b.csv", "inside/a.csv", ".hidden"));
    assert.deepEqual(texts, { "b.csv": "b.csv", "inside/a.csv": "inside/a.csv" });
    assert.deepEqual(facts, { "b.csv": { fetchedAt: asOf }, "inside/a.csv": { fetchedAt: asOf } });
  });

  it("follows links to files, and none to folders, which may lead back", async () => {
    const folder = folderOf("a.csv");
    symlinkSync(join(folder, "a.csv"), join(folder, "link.csv"));
    symlinkSync(folder, join(folder, "inside", "back"));
    assert.deepEqual(Object.keys((await read(folder)).texts), ["a.csv", "link.csv"]);
    symlinkSync(join(folder, "none"), join(folder, "none.csv"));
    await assert.rejects(read(folder), { name: "SourceMissing" });
  });

  it("refuses a file beside its gzip, whose rows would be there twice", async () => {
    await assert.rejects(read(folderOf("inside/a.csv", "inside/a.csv.gz")), {
      name: "SourceUnreadable",
      message: /inside\/a\.csv and inside\/a\.csv\.gz.*take one of them out/,
    });
  });

  it("says that it is empty", async () => {
    await assert.rejects(read(folderOf()), { name: "SourceMissing", message: /has no file/ });
  });
});
