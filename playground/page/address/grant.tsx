import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { imageFromGrant, snap } from '../../../src/signing/sdk/grant.ts'
import { problemOf, toProblem } from '../api.ts'
import { parameters } from '../target.ts'
import { candidates } from './granted-sizes.ts'
import { granted, signGrants } from './grants.ts'
import { Anatomy } from './url.tsx'

const SMALLEST = 320
const LARGEST = 2560
const SHARES = [1, 0.5, 0.33]
const RATIOS = [1, 1.5, 2, 3]

/** The server's answer to a request for a width that the user chose. */
interface Trial {
  readonly url: string
  readonly verdict: string
}

async function verdictOn(url: string): Promise<string> {
  try {
    const response = await fetch(url)
    if (response.ok) return `${response.status}: granted`
    const { status, detail, title } = await problemOf(response)
    return `${status}: ${detail ?? title}`
  } catch (error) {
    const { detail, title } = toProblem(error)
    return detail ?? title
  }
}

/** Form with a width that the user chooses. The server only delivers widths that are granted. */
function OwnWidth({ base, name }: { base: string; name: string }) {
  const trial = useSignal<Trial | undefined>(undefined)
  const text = useSignal('4000')
  const url = `${base}&${name}=${encodeURIComponent(text.value)}`
  const verdict = trial.value?.url === url ? trial.value.verdict : ''
  return (
    <form
      class="row"
      onSubmit={async (event) => {
        event.preventDefault()
        trial.value = { url, verdict: await verdictOn(url) }
      }}
    >
      <label>
        A visitor asks for {name}={' '}
        <input
          class="input short"
          inputMode="decimal"
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value
          }}
        />
      </label>
      <button type="submit" class="button">
        Try
      </button>
      <output class={verdict.startsWith('200') ? 'good' : 'bad'}>{verdict}</output>
    </form>
  )
}

interface ScaleProps {
  readonly values: readonly number[]
  readonly taken: number
  readonly needed: number
  readonly unit: string
}

/** Draws the granted sizes to scale. The size that the browser loads is marked. */
function Scale({ values, taken, needed, unit }: ScaleProps) {
  const max = Math.max(...values, needed)
  const share = (value: number) => `${(100 * value) / max}%`
  return (
    <ol class="scale" aria-label="Granted sizes">
      {values.map((value) => (
        <li key={value} aria-current={value === taken ? 'true' : undefined}>
          <span class="length" style={{ width: share(value) }} />
          <span class="mono">
            {value}
            {unit}
            {value === taken ? ' is taken' : ''}
          </span>
        </li>
      ))}
      <li class="needed" aria-hidden="true" style={{ left: share(needed) }} />
    </ol>
  )
}

/**
 * Shows a viewport whose width can be dragged, and the granted size that a browser loads for it.
 */
export function Grant() {
  const viewport = useSignal(1024)
  const share = useSignal(1)
  const ratio = useSignal(1)
  useSignalEffect(signGrants)
  const now = granted.value
  const choice = useComputed(() => candidates(granted.value?.given ?? new Map()))
  if (!now) return <p role="status">Signing…</p>
  if ('status' in now.grant) return <p role="status">{now.grant.detail ?? now.grant.title}</p>
  const { url: base } = now.grant
  const { name, unit, values } = choice.value
  const wide = name === 'w'
  const needed = wide ? Math.round(viewport.value * share.value * ratio.value) : ratio.value
  const taken = snap(values, needed)
  const url = imageFromGrant(
    { src: '', base, srcset: '', ...(wide ? { widths: values } : { dprs: values }) },
    needed,
  )

  function drag(event: PointerEvent): void {
    const frame = (event.currentTarget as HTMLElement).parentElement?.parentElement
    if (!frame || event.buttons === 0) return
    const { left, width } = frame.getBoundingClientRect()
    const wanted = Math.round((LARGEST * (event.clientX - left)) / width)
    viewport.value = Math.min(LARGEST, Math.max(SMALLEST, wanted))
  }

  return (
    <div class="grant stack">
      <p>
        One signature covers all {values.length} sizes. The browser adds <code>{name}</code> after the token,
        and the server answers only those that are signed.
        {!parameters.value.has('widths') && !parameters.value.has('dprs') && (
          <span class="quiet"> The sizes are suggestions; set widths to choose your own.</span>
        )}
      </p>
      <div class="row">
        {wide && (
          <label>
            Viewport{' '}
            <input
              type="range"
              class="range fit"
              min={SMALLEST}
              max={LARGEST}
              step={10}
              value={viewport.value}
              onInput={({ currentTarget }) => {
                viewport.value = currentTarget.valueAsNumber
              }}
            />{' '}
            <span class="mono">{viewport} px</span>
          </label>
        )}
        {wide && (
          <label>
            Image takes{' '}
            <select
              class="select fit"
              value={String(share.value)}
              onChange={({ currentTarget }) => {
                share.value = Number(currentTarget.value)
              }}
            >
              {SHARES.map((value) => (
                <option key={value} value={String(value)}>
                  {Math.round(100 * value)}vw
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          Pixel ratio{' '}
          <select
            class="select fit"
            value={String(ratio.value)}
            onChange={({ currentTarget }) => {
              ratio.value = Number(currentTarget.value)
            }}
          >
            {RATIOS.map((value) => (
              <option key={value} value={String(value)}>
                {value}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p aria-live="polite">
        {wide ? `${viewport} px × ${share} × ${ratio} = ${needed} px:` : `Ratio ${ratio}:`} the browser takes{' '}
        <strong>
          {name}={taken}
        </strong>
        , the smallest that is large enough{taken < needed ? ' (none is, so the largest)' : ''}.
      </p>
      <div class="browser-frames">
        <div class="browser-frame" style={{ width: wide ? `${(100 * viewport.value) / LARGEST}%` : '50%' }}>
          <img
            src={url}
            alt={`The size ${taken}${unit}`}
            style={{ width: `${100 * (wide ? share.value : 1)}%` }}
          />
          {wide && <span class="edge" aria-hidden="true" onPointerDown={capture} onPointerMove={drag} />}
        </div>
      </div>
      <Scale values={values} taken={taken} needed={needed} unit={unit} />
      <Anatomy origin={location.origin} rest={url} />
      <OwnWidth base={base} name={name} />
    </div>
  )
}

const capture = (event: PointerEvent) => {
  if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId)
}
