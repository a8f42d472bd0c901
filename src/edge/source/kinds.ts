import { Failure } from '../../errors.ts'
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
 * s3:https://host/bucket/ or https://host/path/`.
 */
export const SOURCE_FORMS = listForms()

/** Forms of all sources in Markdown, for the documentation. */
export const SOURCE_FORMS_MARKDOWN = listForms('`')

/** Returns the kind of a configured source; `undefined` if the text is not a source. */
export function kindOf(text: string): SourceKind | undefined {
  return [...SOURCE_KINDS, own].find(({ pattern }) => pattern.test(text))
}

/** Returns `true` if the server of a source could treat `/Shop/` and `/shop/` as the same path. */
export const ignoresCase = (source: string): boolean => kindOf(source)?.ignoresCase ?? false

function expectKind(text: string, { sources }: Pick<SourceRules, 'sources'> = {}): SourceKind {
  const kind = kindOf(text)
  const name = ownSourceOf(text)
  const isDefined = name === undefined || !sources || Object.hasOwn(sources, name)
  if (kind && isDefined) return kind
  const others = Object.keys(sources ?? {}).flatMap((each) => [`${each}:`, `${each}:prefix/`])
  throw new Failure('misconfigured', undefined, `expected ${listForms('', others)}`)
}

/**
 * Checks a zone's credentials.
 * @throws Failure misconfigured; the caller puts the field's name before its reason
 */
export function assertCredentials({ source, credentials }: SourceSettings, env: Bindings): void {
  expectKind(source).assertCredentials(credentials, env)
}

/**
 * Opens the source of a zone, or the `https://` prefix of an overlay, which has no credentials.
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
