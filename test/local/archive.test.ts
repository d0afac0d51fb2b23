import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFileSource } from "../../local/archive";
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
