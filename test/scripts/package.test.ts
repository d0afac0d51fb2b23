import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const read = (name: string) => JSON.parse(readFileSync(name, "utf8")) as unknown;

describe("the package", () => {
  it("is installed from whichever registry npm is told, since the lock file holds no addresses", () => {
    const { packages } = read("package-lock.json") as { packages: Record<string, { resolved?: string }> };
    assert.deepEqual(
      Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined),
      [],
    );
  });

  it("names its TypeScript by path, since two packages have a command tsc", () => {
    const { scripts } = read("package.json") as { scripts: Record<string, string> };
    assert.deepEqual(
      Object.values(scripts).filter((script) => /(^|[\s;&|])(npx )?tsc\b/.test(script)),
      [],
    );
    assert.match((read("node_modules/typescript/package.json") as { version: string }).version, /^5\.9\./);
  });

  it("takes Pulumi from the project that installs it, in the versions that are tested here", () => {
    const { peerDependencies, devDependencies, dependencies } = read("package.json") as Record<
      string,
      Record<string, string>
    >;
    for (const [name, range] of Object.entries(peerDependencies!))
      assert.equal(devDependencies![name], range);
    assert.deepEqual(
      Object.keys(dependencies!).filter((name) => name.startsWith("@pulumi/")),
      [],
    );
  });

  it("is published by no accident", () =>
    assert.equal((read("package.json") as { private: boolean }).private, true));
});
