/** What a value must look like, as data that the compiler checks against a type: a member without a shape does not compile. */

/** Says what is wrong with a value at a path, such as `"files[3].size" is missing`; undefined if the value is right. */
export interface Shape<T> {
  (value: unknown, path: string): string | undefined;
  /** The type that it stands for; never set. */
  readonly of?: T;
}

const wrong = (value: unknown, path: string, wanted: string) =>
  value === undefined
    ? `"${path}" is missing`
    : `"${path}" is ${value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`}; expected ${wanted}`;

const shape =
  <T>(is: (value: unknown) => boolean, wanted: string): Shape<T> =>
  (value, path) =>
    is(value) ? undefined : wrong(value, path, wanted);

export const text = shape<string>((value) => typeof value === "string", "a string");
export const flag = shape<boolean>((value) => typeof value === "boolean", "true or false");
export const number = shape<number>((value) => typeof value === "number", "a number");
/** An integer from 0 on. */
export const count = shape<number>(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  "a count",
);
/** A time that `Date.parse` can read. */
export const instant = shape<string>(
  (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  "a time",
);
/** A prefix of keys. The empty prefix, which would be the whole store, is not valid. */
export const prefix = shape<string>(
  (value) => typeof value === "string" && /^[^/].*\/$/.test(value),
  "a prefix of keys",
);
/** Any value: no code relies on it. */
export const anything: Shape<never> = () => undefined;

export const oneOf = <const T extends string | number | boolean>(...allowed: readonly T[]): Shape<T> =>
  shape<T>(
    (value) => (allowed as readonly unknown[]).includes(value),
    allowed.map((each) => JSON.stringify(each)).join(" or "),
  );

/** The member may be missing. */
export const optional =
  <T>(of: Shape<T>): Shape<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : of(value, path);

export const nullable =
  <T>(of: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? undefined : of(value, path);

export const either =
  <A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> =>
  (value, path) =>
    one(value, path) === undefined ? undefined : other(value, path);

export const list =
  <T>(of: Shape<T>): Shape<readonly T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) return wrong(value, path, "a list");
    for (const [index, each] of value.entries()) {
      const fault = of(each, `${path}[${index}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with any member names. */
export const record =
  <T>(of: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  (value, path) => {
    if (!isObject(value)) return wrong(value, path, "an object");
    for (const [name, each] of Object.entries(value)) {
      const fault = of(each, `${path}.${name}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };

/** Requires these members and allows others: a newer version of the program may have written more. */
export const object =
  <T extends object>(members: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> =>
  (value, path) => {
    if (!isObject(value)) return path === "" ? "is not a JSON object" : wrong(value, path, "an object");
    for (const name of Object.keys(members) as (keyof T & string)[]) {
      const fault = members[name](value[name], path === "" ? name : `${path}.${name}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
