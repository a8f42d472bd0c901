import { Failure } from '../../errors.ts'

/** Codecs for one purpose that a build may leave out, because each is larger than the kernel. */
export interface OptionalCodecs<Codecs extends object> {
  /** Adds a codec to the build. Modules in `src/engine/codecs` call it when they are imported. */
  add<Name extends keyof Codecs>(name: Name, codec: Codecs[Name]): void
  has(name: keyof Codecs): boolean
  /** Returns a codec, or `undefined` if the build does not contain it. */
  find<Name extends keyof Codecs>(name: Name): Codecs[Name] | undefined
  /** Checks that the build contains a codec. @throws Failure unsupported */
  assert(name: keyof Codecs): void
  /** Returns a codec. @throws Failure unsupported: the build does not contain the codec */
  get<Name extends keyof Codecs>(name: Name): Codecs[Name]
}

/**
 * Creates an empty codec set, to which an entry adds those that its build contains.
 * @param missing error message for each codec that is not in the build
 */
export function optionalCodecs<Codecs extends object>(
  missing: Readonly<Record<keyof Codecs, string>>,
): OptionalCodecs<Codecs> {
  const added: Partial<Codecs> = {}

  function get<Name extends keyof Codecs>(name: Name): Codecs[Name] {
    const found = added[name]
    if (found === undefined) throw new Failure('unsupported', missing[name])
    return found
  }

  return {
    add(name, codec) {
      added[name] = codec
    },
    has: (name) => added[name] !== undefined,
    find: (name) => added[name],
    assert: (name) => void get(name),
    get,
  }
}
