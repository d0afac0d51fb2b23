/** Three nights of a stack whose functions run from their archives: a first, one with nothing new, one refused. */
import { startKaggleServer, type KaggleServer } from "../kaggle-server";
import { useMinistack, type Ministack } from "../ministack";
import { everythingOn, runStack, type StackRun } from "../program/stacks";
import { deploy, type Deployed } from "./deployed";
import { night, type Night } from "./night";
import { archive } from "./recording";

/** The only secret of the stack in which everything is on. */
export const token = "KGAT-planted-3e8f5a1c97d24b60";

const stacks = {
  dev: { stack: "dev", overrides: {}, wanted: undefined },
  "everything on": {
    stack: "prod",
    overrides: { ...everythingOn, kaggleToken: { secure: token } },
    wanted: `Bearer ${token}`,
  },
} as const;

export interface Nights {
  readonly program: StackRun;
  /** Gives nothing to whoever comes without the token, where there is one. */
  readonly kaggle: KaggleServer;
  readonly deployed: Deployed;
  readonly first: Night;
  /** The source has the same as the night before. */
  readonly second: Night;
  /** The source refuses whoever asks. */
  readonly refused: Night;
  /** What functions and jobs asked for in these nights and may not do, by their names. */
  readonly denied: Readonly<Record<string, readonly string[]>>;
}

export const titles = Object.keys(stacks) as readonly (keyof typeof stacks)[];

/** Has the three nights before the tests of a suite; all suites of a process share those of a stack. */
export function useNights(title: keyof typeof stacks): () => Nights {
  const cloud = useMinistack();
  let found: Nights | undefined;
  before(async function () {
    this.timeout(120_000);
    found = await (shared[title] ??= threeNights(title, cloud()));
  });
  return () => found!;
}

const shared: Partial<Record<keyof typeof stacks, Promise<Nights>>> = {};

async function threeNights(title: keyof typeof stacks, cloud: Ministack): Promise<Nights> {
  const { stack, overrides, wanted } = stacks[title];
  let refuses = false;
  const program = await runStack(stack, overrides);
  const kaggle = await startKaggleServer({
    archive,
    onApi: ({ headers }) =>
      refuses || headers.authorization !== wanted ? { status: 401, body: "" } : undefined,
  });
  closing.push(() => kaggle.close());
  const deployed = await deploy(program.resources, cloud, kaggle.url);
  closing.push(() => deployed.close());
  const first = await night(deployed, "mhealth", "night-1", "2026-03-01T07:00:00Z");
  const second = await night(deployed, "mhealth", "night-2", "2026-03-02T07:00:00Z");
  refuses = true;
  const refused = await night(deployed, "mhealth", "night-3", "2026-03-03T07:00:00Z");
  refuses = false;
  const denied = Object.fromEntries([...deployed.gates].map(([name, gate]) => [name, [...gate.refused]]));
  return { program, kaggle, deployed, first, second, refused, denied };
}

const closing: (() => void | Promise<void>)[] = [];

// This file is loaded while mocha's root suite is open, so this runs after all tests.
after(async () => {
  for (const close of closing) await close();
});
