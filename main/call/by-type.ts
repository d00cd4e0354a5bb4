type Typed = { readonly type: string };

/** For each type of a union the one function that takes it: none can be forgotten, and none stands twice. */
export type ByType<One extends Typed, On> = {
  readonly [Type in One['type']]: (on: On, one: Extract<One, { readonly type: Type }>) => void;
};

export function takeByType<One extends Typed, On>(
  table: ByType<One, On>,
  { on, one }: { readonly on: On; readonly one: One },
): void {
  // Each function stands under the type of what it takes, which the compiler does not follow from here on.
  const take: (on: On, one: never) => void = table[one.type as One['type']];
  take(on, one as never);
}
