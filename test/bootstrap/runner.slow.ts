import assert from "node:assert/strict";
import { runProgram } from "../program/run";

describe("bootstrap under Pulumi's own runner", function () {
  it("runs from its folder with the packages of the one above, and without checking types again", async () => {
    const { exitCode, seconds, outputs, stderr } = await runProgram({
      stack: "account",
      root: "bootstrap",
      config: { githubRepository: "example/data-flow", "aws:region": "eu-central-1" },
    });
    assert.equal(exitCode, 0, stderr);
    assert.match(String(outputs["backendUrl"]), /^s3:\/\/pulumi-state-\w+\?region=eu-central-1$/);
    assert.equal(outputs["secretsProvider"], "awskms://alias/pulumi-secrets?region=eu-central-1");
    assert.ok(seconds < 60, `${seconds} s`);
  });

  it("says what is missing, and nothing else", async () => {
    const { exitCode, diagnostics } = await runProgram({
      stack: "account",
      root: "bootstrap",
      config: { githubRepository: "data-flow", "aws:region": "eu-central-1" },
    });
    assert.notEqual(exitCode, 0);
    assert.deepEqual(
      diagnostics.map(({ message }) => message.trim()),
      ['githubRepository is "data-flow": write it as OWNER/NAME, e.g. example/data-flow.'],
    );
  });
});
