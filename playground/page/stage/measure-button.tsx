import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Problem } from '../../protocol.ts'
import { measure, toProblem } from '../api.ts'
import type { Rendering } from '../rendering.ts'

/**
 * Headers of the answer that the server made without its cache, with the rendering that was
 * measured.
 */
const measured = signal<{ readonly of: Rendering; readonly headers: Headers } | undefined>(undefined)

/** Returns the measured answer's headers. Returns `undefined` if the rendering was not measured. */
export const measuredHeaders = (rendering: Rendering): Headers | undefined =>
  measured.value?.of === rendering ? measured.value.headers : undefined

/** Makes a rendering again without the server's cache. Use the rendering's URL as its `key`. */
export function MeasureButton({ rendering }: { readonly rendering: Rendering }) {
  const [running, setRunning] = useState(false)
  const [problem, setProblem] = useState<Problem | undefined>(undefined)
  const run = async () => {
    setRunning(true)
    setProblem(undefined)
    try {
      const { headers } = await measure(rendering.target)
      measured.value = { of: rendering, headers }
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
