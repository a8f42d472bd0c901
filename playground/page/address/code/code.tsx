import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { currentOf } from '../../rendering.ts'
import { signing } from '../../signed.ts'
import { parameters, parsed, target } from '../../target.ts'
import { view } from '../../view.ts'
import { CopyButton } from '../copy-button.tsx'
import { granted, signGrants } from '../grants.ts'
import type { Material } from './material.ts'
import { SNIPPETS } from './snippets.ts'

/**
 * Returns the output's width and height. Returns `undefined` until the target's picture is loaded.
 */
function outputSize(): Material['size'] {
  return currentOf(view.value)?.info.size
}

/**
 * Returns a target and its signed URLs for the code snippets. If the server refused to sign a URL,
 * returns the refusal's message. Returns `undefined` until all signatures belong to the same
 * target.
 */
function materialOf(): Material | string | undefined {
  const now = signing.value
  const sizes = granted.value
  if (!now || now.target !== target.value) return undefined
  if ('problem' in now) return now.problem.detail ?? now.problem.title
  if (sizes?.target !== now.target) return undefined
  const { grant, jxl, avif, webp, given } = sizes
  const refused = [grant, jxl, avif, webp].find((each) => 'status' in each)
  if (refused && 'status' in refused) return refused.detail ?? refused.title
  const url = (each: typeof grant) => ('url' in each ? location.origin + each.url : '')
  const decoded = decodeURIComponent(parsed.value.path)
  return {
    wanted: { path: decoded, given: parameters.value },
    grant: { path: decoded, given },
    url: location.origin + now.signed.url,
    granted: url(grant),
    jxl: url(jxl),
    avif: url(avif),
    webp: url(webp),
    origin: location.origin,
    size: outputSize(),
  }
}

/** Shows code for the target in one language at a time. */
export function Code() {
  const language = useSignal('srcset')
  useSignalEffect(signGrants)
  const snippet = SNIPPETS.find(({ id }) => id === language.value) ?? SNIPPETS[0]
  const latest = useRef<Material | string>('Signing…')
  const next = materialOf()
  latest.current = next ?? latest.current
  const material = latest.current
  if (!snippet) return null
  const code = typeof material === 'string' ? '' : snippet.code(material)
  return (
    <div class="stack">
      <fieldset class="languages">
        <legend class="visually-hidden">Language</legend>
        {SNIPPETS.map(({ id, title }) => (
          <label key={id}>
            <input
              type="radio"
              name="language"
              checked={id === snippet.id}
              onChange={() => {
                language.value = id
              }}
            />
            <span>{title}</span>
          </label>
        ))}
      </fieldset>
      <p class="quiet">{snippet.note}</p>
      {typeof material === 'string' ? (
        <p role="status">{material}</p>
      ) : (
        <pre class="code break" aria-busy={!next}>
          <code>{code}</code>
        </pre>
      )}
      <CopyButton label={`Copy ${snippet.title}`} text={next ? code : ''} />
    </div>
  )
}
