import { Failure, misconfigured, readFailure } from '../../errors.ts'
import { isPlainPath } from '../../signing/url/plain-path.ts'
import { type Deadline, deadline } from './deadline.ts'
import { errorText } from './error-text.ts'
import type { ReadLimits, SourceKind, SourceRules } from './kind.ts'
import { discard, readAnswer } from './own-answer.ts'
import type { ReadSource, SourceResult } from './own-source.ts'
import type { OpenSource } from './source.ts'

/** Matches names for own sources. Names of other kinds are not free. */
const NAME = /^(?!(?:r2|s3|https?)$)[a-z][a-z0-9-]{0,31}$/

/**
 * Checks an own source's name.
 * @throws Failure misconfigured
 */
export function assertSourceName(name: string): void {
  if (!NAME.test(name))
    misconfigured(
      `sources.${name}: expected up to 32 lower-case letters, digits and -, and none of r2, s3, http and https`,
    )
}

const PATTERN = /^(?!(?:r2|s3|https?):)([a-z][a-z0-9-]{0,31}):((?:[^/]+\/)*)$/

function partsOf(source: string): { readonly name: string; readonly prefix: string } {
  const [, name = '', prefix = ''] = PATTERN.exec(source) ?? []
  return { name, prefix }
}

/** Returns the name of the own source in a zone's `source`; `undefined` if it has none. */
export const ownSourceOf = (source: string): string | undefined => PATTERN.exec(source)?.[1]

/**
 * Source kind for the functions in the `sources` that `createSignet` takes. Commands do not run
 * that code. They know only the form of such a source and can name its images, but cannot read
 * them.
 */
export const own: SourceKind = {
  forms: ['NAME:', 'NAME:prefix/'],
  about: 'images that your own code reads, see [Embedding](embedding.md#read-images-by-code-of-your-own)',
  pattern: PATTERN,
  ignoresCase: true,
  urlOf: () => undefined,
  folderOf(source) {
    const { name, prefix } = partsOf(source)
    return `${name}:/${prefix}`
  },
  assertCredentials(credentials) {
    if (credentials) misconfigured('a source that is defined in code takes none: remove the table')
  },
  open({ source }, _env, rules) {
    const { name, prefix } = partsOf(source)
    return {
      nameOf: (path) => `${name}:${prefix}${path}`,
      origin: `${name}:`,
      open: ownSource(name, prefix, readerOf(name, rules), rules),
    }
  },
}

function readerOf(name: string, { sources }: SourceRules): ReadSource {
  if (!sources)
    return () =>
      misconfigured(`the source ${name}: is defined in code: only the Worker that defines it can read it`)
  const read = Object.hasOwn(sources, name) ? sources[name] : undefined
  return read ?? misconfigured(`there is no source ${name}:`)
}

/**
 * Returns the function that opens an own source's images. Its answers pass the same checks as those
 * from other sources: plain paths, and limits on size and time.
 * @param prefix prefix of every path: empty, or ending with `/`
 */
export function ownSource(name: string, prefix: string, read: ReadSource, rules: ReadLimits): OpenSource {
  return async (path, signal, known) => {
    const full = prefix + path
    if (!isPlainPath(full)) throw new Failure('not-found')
    const clock = deadline(rules, signal)
    const conditions = {
      ...(known?.etag !== undefined && { etag: known.etag }),
      ...(known?.modified !== undefined && { modified: known.modified }),
    }
    const answer = await ask(name, () => read(full, conditions, clock.signal), clock)
    try {
      return readAnswer(name, answer, known, rules.maxBytes, clock)
    } catch (error) {
      discard(answer)
      throw failureOf(name, error)
    }
  }
}

/**
 * Returns the failure for an error that the user's code has thrown, such as a getter in its answer.
 * A `Failure` keeps its code if the error table has it.
 */
function failureOf(name: string, error: unknown, source?: 'unavailable'): Failure {
  return (
    readFailure(error) ??
    new Failure('bad-origin', undefined, `the source ${name}: ${errorText(error)}`, { source })
  )
}

/**
 * Calls a source within the time limit. The body of an answer that arrives later is cancelled here,
 * because the source may ignore its signal.
 */
async function ask(
  name: string,
  read: () => SourceResult | Promise<SourceResult>,
  clock: Deadline,
): Promise<SourceResult> {
  const pending = call(name, read)
  try {
    return await clock.run(() => pending)
  } catch (failure) {
    pending.then(discard).catch(() => undefined)
    throw failure
  }
}

async function call(name: string, read: () => SourceResult | Promise<SourceResult>): Promise<SourceResult> {
  try {
    return await read()
  } catch (error) {
    throw failureOf(name, error, 'unavailable')
  }
}
