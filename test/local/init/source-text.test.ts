import assert from "node:assert/strict";
import * as fc from "fast-check";
import * as prettier from "prettier";
import { registered } from "../../../cli/project-datasets";
import { sourceText, type Data } from "../../../local/init/source-text";

describe("data as TypeScript", () => {
  const data: Data = {
    name: "a",
    long: `${"x".repeat(60)} "quoted" ${"y".repeat(60)}`,
    list: ["a", "'", '"', "\t\u2028"],
    lists: [Array.from({ length: 30 }, (_, index) => `value ${index}`)],
    columns: {
      a: { header: "A b", type: "int" },
      b: { header: "x".repeat(90), type: "string", nulls: [""] },
    },
    gone: undefined,
    "odd key": true,
    empty: {},
  };

  it("is formatted as the repository's data sets are", async () => {
    const text = `export const a = f(${sourceText(data, ["columns"])});\n`;
    assert.equal(await prettier.format(text, { parser: "typescript", printWidth: 110 }), text);
  });

  it("means the same data", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "small" }), (value) => {
        if (JSON.stringify(value).includes("null") || JSON.stringify(value).includes("__proto__")) return;
        // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the point
        const read = new Function(`return (${sourceText(value as Data)})`) as () => unknown;
        assert.deepEqual(read(), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("the index of the data sets", () => {
  const index = `/** Every data set. */
import { mhealth } from "./mhealth";
import { prices } from "./prices";

export const datasets = { mhealth, prices } as const;
`;

  it("gets another one, in the order of the names", () => {
    assert.equal(
      registered(index, "air"),
      `/** Every data set. */
import { air } from "./air";
import { mhealth } from "./mhealth";
import { prices } from "./prices";

export const datasets = { air, mhealth, prices } as const;
`,
    );
    assert.match(
      registered(index, "zoo")!,
      /prices";\nimport \{ zoo \} from "\.\/zoo";\n\nexport const datasets = \{ mhealth, prices, zoo \}/,
    );
  });

  it("stays as it is if it has the data set, and is not touched if it is written otherwise", () => {
    assert.equal(registered(index, "prices"), index);
    assert.equal(registered("export default [];\n", "air"), undefined);
    assert.equal(registered("export const datasets = { ...others };\n", "air"), undefined);
  });

  it("takes a line for each name where they are many", async () => {
    let text = index;
    for (let number = 10; number < 30; number++) text = registered(text, `data_${number}`)!;
    assert.equal(await prettier.format(text, { parser: "typescript", printWidth: 110 }), text);
  });
});
