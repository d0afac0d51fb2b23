/** Events as services log them, one JSON object per line: nested objects, arrays, escapes, letters beyond ASCII, missing keys. */
import { makeRandom } from "../../core/formats/random";
import type { JsonLinesFiles } from "../../contract";
import { generated, inChunks, type Workload } from "./workload";

const kinds = ["push", "pull_request", "issue_comment", "watch", "fork", "release"];
const logins = [
  "ana",
  "björn-2",
  "chloé",
  "dmitri",
  "eszter",
  "fatima_h",
  "gökhan",
  "ives",
  "o'brien",
  "zoë",
];
const phrases = [
  "merge branch 'main'",
  "fix typo",
  'say \\"hello\\"',
  "first line\\nsecond line",
  "caf\\u00e9, 東京",
  "C:\\\\temp\\\\file",
  "bump version to 2.0",
  "none of the tests failed, none of the tests passed, and nobody looked at either",
];

const columns: JsonLinesFiles["columns"] = {
  id: { path: "id" },
  kind: { path: "type" },
  created: { path: "created_at" },
  actor: { path: "actor.id" },
  login: { path: "actor.login" },
  seconds: { path: "timing.seconds" },
  size: { path: "size" },
  price: { path: "price" },
  ok: { path: "ok" },
  message: { path: "message" },
};

const dataset = generated(
  "events",
  { format: "json-lines", name: "events", files: "\\.jsonl$", columns },
  {
    id: { type: "bigint" },
    kind: { type: "string" },
    created: { type: "timestamp" },
    actor: { type: "bigint" },
    login: { type: "string" },
    seconds: { type: "double" },
    size: { type: "int", nullable: true },
    price: { type: "decimal(12,2)", nullable: true },
    ok: { type: "boolean" },
    message: { type: "string", nullable: true },
  },
);

const padded = (value: number, digits: number) => String(value).padStart(digits, "0");

function* lines(rows: number): Generator<string> {
  const random = makeRandom(20_260_102);
  const below = (limit: number) => Math.floor(random() * limit);
  const one = (of: readonly string[]) => of[below(of.length)]!;
  for (let row = 0; row < rows; row++) {
    // More digits than a double holds.
    const id = 900_719_925_474_099_300n + BigInt(row);
    const day = `${2020 + below(6)}-${padded(1 + below(12), 2)}-${padded(1 + below(28), 2)}`;
    const time = `${padded(below(24), 2)}:${padded(below(60), 2)}:${padded(below(60), 2)}`;
    const login = one(logins);
    const actor = below(5_000_000);
    const size = random() < 0.9 ? `"size":${below(100_000)},` : random() < 0.5 ? `"size":null,` : "";
    const message = random() < 0.9 ? `"${one(phrases)} ${below(1e6)}"` : "null";
    yield (
      `{"id":${id},"type":"${one(kinds)}","actor":{"id":${actor},"login":"${login}","url":"https://example.org/users/${actor}"},` +
      `"repo":{"id":${below(1e8)},"name":"${login}/project-${below(1000)}","topics":["a","b${below(10)}"]},` +
      `"timing":{"seconds":${(random() * 100).toFixed(4)},"queue":${below(1000)}},${size}` +
      `"price":${below(10_000)}.${padded(below(100), 2)},"ok":${random() < 0.5},"message":${message},"created_at":"${day}T${time}Z"}`
    );
  }
}

/** The file; 1 GB for three million rows. */
export const events = (rows = 3_000_000): Workload => ({
  name: "events",
  dataset,
  file: "events.jsonl",
  bytes: () => inChunks(lines(rows)),
});
