import { Failure } from '../../errors.ts'
import { unknownName } from '../../signing/url/nearest.ts'
import { http } from './http.ts'
import type { Bindings, ConfiguredSource, SourceKind, SourceRules, SourceSettings } from './kind.ts'
import { own, ownSourceOf } from './own.ts'
import { r2 } from './r2.ts'
import { s3 } from './s3.ts'

/** Kinds of sources that Signet reads itself. */
export const SOURCE_KINDS: readonly SourceKind[] = [r2, s3, http]

function listForms(mark = '', others: readonly string[] = []): string {
  const known = SOURCE_KINDS.flatMap((kind) => kind.forms.map((form) => mark + form + mark))
  const forms = [...known, ...others]
  return `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`
}

/**
 * Forms of all sources, for error messages: `r2:BINDING, r2:BINDING/prefix/,
 * s3:https://host/bucket/, https://host/path/ or NAME: with a name in sources`.
 */
export const SOURCE_FORMS = listForms('', ['NAME: with a name in sources'])

/** Forms of the sources that Signet reads itself in Markdown, for the documentation. */
export const SOURCE_FORMS_MARKDOWN = listForms('`')

/** Returns a configured source's kind; `undefined` if the text is not a source. */
export function kindOf(text: string): SourceKind | undefined {
  return [...SOURCE_KINDS, own].find(({ pattern }) => pattern.test(text))
}

/** Returns `true` if the server of a source could treat `/Shop/` and `/shop/` as the same path. */
export const ignoresCase = (source: string): boolean => kindOf(source)?.ignoresCase ?? false

/**
 * Returns a source's kind.
 * @param sources sources that are defined in code; `undefined` if they are not known
 * @throws Failure misconfigured: the source is of no known kind, or code does not define it
 */
export function expectKind(text: string, { sources }: Pick<SourceRules, 'sources'> = {}): SourceKind {
  const kind = kindOf(text)
  if (!kind) throw new Failure('misconfigured', undefined, `expected ${SOURCE_FORMS}`)
  const name = ownSourceOf(text)
  if (name === undefined || !sources || Object.hasOwn(sources, name)) return kind
  const unknown = unknownName(
    'source',
    `${name}:`,
    Object.keys(sources).map((each) => `${each}:`),
  )
  throw new Failure('misconfigured', undefined, `${unknown}; expected ${SOURCE_FORMS}`)
}

/**
 * Checks a zone's credentials.
 * @throws Failure misconfigured; the caller puts the field's name before its reason
 */
export function assertCredentials({ source, credentials }: SourceSettings, env: Bindings): void {
  expectKind(source).assertCredentials(credentials, env)
}

/**
 * Opens a zone's source, or an overlay's `https://` prefix, which has no credentials.
 * @throws Failure misconfigured: the source is of no known kind, or its kind refuses it
 * @example configuredSource({ source: 'r2:IMAGES/photos/' }, env, rules).open('a.jpg', signal)
 */
export function configuredSource(
  settings: SourceSettings,
  env: Bindings,
  rules: SourceRules,
): ConfiguredSource {
  return expectKind(settings.source, rules).open(settings, env, rules)
}
