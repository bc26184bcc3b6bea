/** `T` without undefined: members that may be undefined become optional ones. */
export type Defined<T> = string extends keyof T
  ? { readonly [name: string]: Exclude<T[keyof T], undefined> }
  : { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
      [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
    };

/** The object without its undefined members: what is not known is left out, never there as undefined. */
export function defined<T extends object>(members: T): Defined<T>;
export function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
