import { useSignal, useSignalEffect } from '@preact/signals'
import type { ExplainAnswer } from '../../protocol.ts'
import { explainUrl, toProblem } from '../api.ts'
import { asked } from './asked.ts'
import { Anatomy } from './url.tsx'

type Result = ExplainAnswer | { readonly error: string }

/** Milliseconds without a change after which a pasted URL is sent to the server. */
const SETTLE_MS = 200

const MARKS: Readonly<Record<string, string>> = { ok: 'passes', FAIL: 'fails', note: 'not checked' }

function Findings({ findings, failed }: ExplainAnswer) {
  return (
    <table class="table findings">
      <caption class="visually-hidden">The rules in the order in which the server checks them</caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Result</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {findings.map(({ mark, rule, text }) => (
          <tr key={rule} class={`mark-${mark}`} aria-current={failed?.rule === rule ? 'true' : undefined}>
            <th scope="row">{rule}</th>
            <td>{MARKS[mark]}</td>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Answer({ result }: { result: Result }) {
  if ('error' in result) return <p class="mistake">{result.error}</p>
  const { failed, signed } = result
  return (
    <>
      <p class={failed ? 'notice bad' : 'notice'}>
        {failed
          ? `Refused with ${failed.status} at “${failed.rule}”: ${failed.text}`
          : 'Nothing refuses this URL: the server answers it.'}
      </p>
      <Findings {...result} />
      {signed !== undefined && (
        <>
          <h3>The text that the token must cover</h3>
          <pre class="code break">{signed}</pre>
        </>
      )}
    </>
  )
}

function split(url: string): { readonly origin: string; readonly rest: string } {
  const [origin = ''] = /^https?:\/\/[^/?#]+/.exec(url) ?? []
  return { origin, rest: url.slice(origin.length) }
}

/** Explains any URL: shows the first rule that refuses it. */
export function Why() {
  const result = useSignal<Result | undefined>(undefined)
  useSignalEffect(() => {
    const text = asked.value.trim()
    if (text === '') {
      result.value = undefined
      return
    }
    const url = text.startsWith('/') ? location.origin + text : text
    const cancelled = new AbortController()
    const timer = setTimeout(() => {
      explainUrl(url, cancelled.signal).then(
        (answer) => {
          if (!cancelled.signal.aborted) result.value = answer
        },
        (error: unknown) => {
          const { detail, title } = toProblem(error)
          if (!cancelled.signal.aborted) result.value = { error: detail ?? title }
        },
      )
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      cancelled.abort()
    }
  })
  const text = asked.value.trim()
  return (
    <div class="why">
      <label class="target">
        <span>A URL that was refused, of any host</span>
        <textarea
          class="textarea"
          rows={3}
          spellcheck={false}
          placeholder="https://img.example.com/photo.jpg?width=400&token=…"
          value={asked.value}
          onInput={({ currentTarget }) => {
            asked.value = currentTarget.value
          }}
        />
      </label>
      {text !== '' && <Anatomy {...split(text)} />}
      <div aria-live="polite">{result.value && <Answer result={result.value} />}</div>
    </div>
  )
}
