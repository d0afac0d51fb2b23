import assert from "node:assert/strict";
import { rules, sentences, verdicts, type RecordedResource, type Verdict } from "../../policy";
import { changed, type Case } from "./case";
import { athena } from "./cases/athena";
import { cloudwatch } from "./cases/cloudwatch";
import { glue } from "./cases/glue";
import { iam } from "./cases/iam";
import { kms } from "./cases/kms";
import { lambda } from "./cases/lambda";
import { loadBalancer } from "./cases/load-balancer";
import { messaging } from "./cases/messaging";
import { network } from "./cases/network";
import { redshift } from "./cases/redshift";
import { s3 } from "./cases/s3";
import { scheduler } from "./cases/scheduler";
import { secrets } from "./cases/secrets";
import { states } from "./cases/states";

const cases: readonly Case[] = [
  ...[s3, iam, kms, lambda, states, glue, athena].flat(),
  ...[scheduler, messaging, cloudwatch, secrets, redshift, network, loadBalancer].flat(),
];

/** What becomes of one rule with these resources, in production and without waivers. */
function judge(number: number, resources: readonly RecordedResource[]): Verdict {
  const found = verdicts({ name: "test", production: true, resources }, []);
  const verdict = found.find(({ rule }) => rule.number === number);
  assert.ok(verdict, `there is no rule ${number}`);
  return verdict;
}

describe("the security rules", () => {
  it("are numbered from 1 to 114, each once and in order", () => {
    assert.deepEqual(
      rules.map(({ number }) => number),
      Array.from({ length: 114 }, (_, index) => index + 1),
    );
  });

  it("each name an id, and are a sentence", () => {
    for (const { number, ids, title } of rules) {
      assert.ok(ids.length > 0 && new Set(ids).size === ids.length, `rule ${number} has no id, or one twice`);
      assert.match(title, /^[A-Z].*\.$/, `rule ${number}`);
    }
  });

  it("carry a reason where they are waived", () => {
    const silent = rules.filter((rule) => rule.mark === "waived" && rule.waiver.trim().length < 20);
    assert.deepEqual(silent, []);
  });

  it("are all tried here, but for those that are waived", () => {
    const tried = new Set(cases.map(({ rule }) => rule));
    const untried = rules.filter(({ mark, number }) => mark !== "waived" && !tried.has(number));
    assert.deepEqual(
      untried.map(({ number }) => number),
      [],
    );
  });

  it("do not apply to a stack without such resources", () => {
    const applied = verdicts({ name: "empty", production: true, resources: [] }).filter(
      ({ status }) => status !== "not applicable" && status !== "waived",
    );
    assert.deepEqual(applied, []);
  });

  for (const { rule, holds, breaks } of cases)
    describe(`${rule}: ${rules[rule - 1]?.title}`, () => {
      it("holds", () => {
        const verdict = judge(rule, holds);
        assert.deepEqual(sentences([verdict]), []);
        assert.equal(verdict.status, holds.length > 0 ? "holds" : "not applicable");
      });
      for (const [what, change] of Object.entries(breaks))
        it(`is broken: ${what}`, () => {
          assert.equal(judge(rule, changed(holds, change)).status, "broken");
        });
    });
});
