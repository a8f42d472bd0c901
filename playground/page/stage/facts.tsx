import { computed, signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { parseInfo } from '../../../src/edge/cache/info.ts'
import type { Problem } from '../../protocol.ts'
import { measure, toProblem } from '../api.ts'
import { rendering } from '../rendering.ts'
import { cacheWords, parseServerTiming, processedWords } from './answer.ts'
import { formatBytes, formatMs, formatSaving, formatSize } from './numbers.ts'
import { PlanDiagram } from './plan-diagram.tsx'
import { source } from './planning.ts'
import { TimingBar } from './timing-bar.tsx'

/**
 * Headers of the measured answer for the picture with this URL. The server makes a measured answer
 * without its cache.
 */
const measured = signal<{ readonly url: string; readonly headers: Headers } | undefined>(undefined)

/**
 * Answer whose facts are shown: the measured answer if the shown picture has one, otherwise the
 * answer that delivered the picture.
 */
const answer = computed(() => {
  const { rendered } = rendering.value
  if (!rendered) return undefined
  const again = measured.value?.url === rendered.url ? measured.value.headers : undefined
  return { rendered, headers: again ?? rendered.headers, again: again !== undefined }
})

function MeasureButton({ target, url }: { readonly target: string; readonly url: string }) {
  const [running, setRunning] = useState(false)
  const [problem, setProblem] = useState<Problem | undefined>(undefined)
  const run = async () => {
    setRunning(true)
    setProblem(undefined)
    try {
      const { headers } = await measure(target)
      measured.value = { url, headers }
    } catch (error) {
      setProblem(toProblem(error))
    }
    setRunning(false)
  }
  return (
    <>
      <button type="button" class="button compact" onClick={run} disabled={running}>
        {running ? 'Measuring …' : 'Measure without cache'}
      </button>
      {problem && <span role="alert">{problem.detail ?? problem.title}</span>}
    </>
  )
}

function Saving({ bytes, type }: { readonly bytes: number; readonly type: string }) {
  const from = source.value?.bytes
  if (!from || !type.startsWith('image/')) return <strong>{formatBytes(bytes)}</strong>
  return (
    <>
      <strong class={bytes <= from ? 'good' : 'bad'}>{formatSaving(bytes, from)}</strong>
      <span class="quiet">
        {formatBytes(bytes)} of {formatBytes(from)}
      </span>
    </>
  )
}

/** Shows size in bytes, width and height, time and plan of the result. */
export function Facts() {
  const now = answer.value
  if (!now) return <section class="facts" aria-label="Facts" />
  const { rendered, headers, again } = now
  const info = parseInfo(headers.get('x-ip-info'))
  const cache = cacheWords(headers.get('cache-status'))
  return (
    <section class="facts" aria-label="Facts" aria-busy={rendering.value.loading}>
      <dl class="figures">
        <div>
          <dt>Bytes</dt>
          <dd>
            <Saving bytes={rendered.bytes} type={rendered.type} />
          </dd>
        </div>
        <div>
          <dt>Output</dt>
          <dd>
            <strong>{info.size ? formatSize(info.size) : '–'}</strong>
            <span class="quiet">
              {info.format ?? rendered.type}, {processedWords(rendered.headers.get('x-ip'))}
            </span>
          </dd>
        </div>
        <div>
          <dt>Answer</dt>
          <dd>
            <strong>{again ? 'made now, without cache' : cache.words}</strong>
            {!again && <span class="quiet">received after {formatMs(rendered.elapsed)}</span>}
            {!again && cache.outcome !== 'miss' && (
              <MeasureButton target={rendered.target} url={rendered.url} />
            )}
          </dd>
        </div>
      </dl>
      <p class="visually-hidden" role="status">
        {rendering.value.loading
          ? ''
          : `New result: ${formatBytes(rendered.bytes)}${info.size ? `, ${formatSize(info.size)} pixels` : ''}`}
      </p>
      <TimingBar stages={parseServerTiming(headers.get('server-timing'))} />
      <PlanDiagram />
    </section>
  )
}
