/** Which shape (shape.ts) belongs to a type. The compiler checks each against the other. */

/**
 * The shape of a type. A property that only one of the two has does not compile. `kind`, `format`, or
 * a property that only one member has distinguishes the members of a union.
 */
export type ShapeOf<T> = [T] extends [true]
  ? "true"
  : [T] extends [boolean]
    ? "boolean"
    : [T] extends [number]
      ? "number"
      : [T] extends [string]
        ? "text" | (string extends T ? never : { readonly oneOf: Every<T> })
        : [T] extends [string | number | boolean]
          ? "scalar"
          : [T] extends [readonly (infer Item)[]]
            ? { readonly list: ShapeOf<Item> }
            : true extends T
              ? { readonly either: readonly ["true", ShapeOf<Exclude<T, true>>] }
              : string extends T
                ? { readonly either: readonly ["text", ShapeOf<Exclude<T, string>>] }
                : string extends keyof T
                  ? { readonly record: ShapeOf<T[string & keyof T]> }
                  : IsUnion<T> extends true
                    ? UnionShape<T>
                    : FieldsShape<T>;

/** These strings in any order, with none left out; for more than three, any list of them. */
type Every<T extends string, Taken extends readonly unknown[] = []> = [T] extends [never]
  ? readonly []
  : Taken["length"] extends 3
    ? readonly T[]
    : { readonly [First in T]: readonly [First, ...Every<Exclude<T, First>, [...Taken, First]>] }[T];

type UnionShape<T> = "kind" extends keyof T
  ? {
      readonly byKind: {
        readonly [Kind in T["kind"] & string]: ShapeOf<Extract<T, { readonly kind: Kind }>>;
      };
    }
  : "format" extends keyof T
    ? {
        readonly byFormat: {
          readonly [Format in NonNullable<T["format"]> & string]: ShapeOf<OfFormat<T, Format>>;
        };
      }
    : { readonly byKey: ByKey<T> };

type OfFormat<T, Format> = T extends { readonly format?: infer F } ? (Format extends F ? T : never) : never;

/** For each member of a union, the shape of one property that only this member requires. */
type ByKey<T, All = T> = (T extends unknown ? (shape: { of: OneKey<T, All> }) => void : never) extends (
  shape: infer Shapes extends { of: unknown },
) => void
  ? Shapes["of"]
  : never;
type OneKey<T, All> = {
  [Key in RequiredKeys<T>]: Exclude<All, T> extends infer Others
    ? Key extends (Others extends unknown ? keyof Others : never)
      ? never
      : { readonly [Only in Key]: ShapeOf<T> }
    : never;
}[RequiredKeys<T>];

type FieldsShape<T> = { readonly fields: { readonly [Key in RequiredKeys<T>]: ShapeOf<T[Key]> } } & ([
  OptionalKeys<T>,
] extends [never]
  ? { readonly optional?: never }
  : { readonly optional: { readonly [Key in OptionalKeys<T>]: ShapeOf<NonNullable<T[Key]>> } });

type OptionalKeys<T> = { [Key in keyof T]-?: object extends Pick<T, Key> ? Key : never }[keyof T];
type RequiredKeys<T> = Exclude<keyof T, OptionalKeys<T>>;
type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never;
