import { Failure } from '../errors.ts'
import { http } from './http.ts'
import type { Bindings, ConfiguredSource, SourceKind, SourceRules } from './kind.ts'
import { r2 } from './r2.ts'

const SOURCE_KINDS: readonly SourceKind[] = [r2, http]

function listForms(mark = ''): string {
  const forms = SOURCE_KINDS.flatMap((kind) => kind.forms.map((form) => mark + form + mark))
  return `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`
}

/** For messages: `r2:BINDING, r2:BINDING/prefix/ or https://host/path/`. */
export const SOURCE_FORMS = listForms()

/** The same in Markdown. */
export const SOURCE_FORMS_MARKDOWN = listForms('`')

/** The kind of a configured source; `undefined` where it is none. */
export function kindOf(text: string): SourceKind | undefined {
  return SOURCE_KINDS.find(({ pattern }) => pattern.test(text))
}

/**
 * Opens what a zone's `source`, or the `https://` prefix of an overlay, names.
 * @throws Failure misconfigured: it is of no kind, or its kind refuses it
 * @example configuredSource('r2:IMAGES/photos/', env, rules).open('a.jpg', signal)
 */
export function configuredSource(text: string, env: Bindings, rules: SourceRules): ConfiguredSource {
  const kind = kindOf(text)
  if (!kind) throw new Failure('misconfigured', undefined, `expected ${SOURCE_FORMS}`)
  return kind.open(text, env, rules)
}
