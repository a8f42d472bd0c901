import type { Rendering, View } from '../rendering.ts'
import { view } from '../view.ts'
import { cacheWords, parseServerTiming } from './answer.ts'
import { Figures, NoFigures } from './figures.tsx'
import { MeasureButton, measuredHeaders } from './measure-button.tsx'
import { formatBytes, formatSize } from './numbers.ts'
import { PlanDiagram } from './plan-diagram.tsx'
import { SearchResult } from './search-result.tsx'
import { TimingBar } from './timing-bar.tsx'

function Details({ rendering }: { readonly rendering: Rendering }) {
  const again = measuredHeaders(rendering)
  const isCached = cacheWords(rendering.headers.get('cache-status')).outcome !== 'miss'
  return (
    <>
      <Figures key={rendering.objectUrl} rendering={rendering} measured={again} />
      <SearchResult rendering={rendering} />
      <TimingBar stages={parseServerTiming((again ?? rendering.headers).get('server-timing'))}>
        {!again && isCached && <MeasureButton key={rendering.url} rendering={rendering} />}
      </TimingBar>
      {rendering.plan && <PlanDiagram plan={rendering.plan} />}
    </>
  )
}

function announced(now: View): string {
  if (now.state !== 'shown') return ''
  const { blob, info } = now.last
  return `New result: ${formatBytes(blob.size)}${info.size ? `, ${formatSize(info.size)} pixels` : ''}`
}

/** Tells screen reader users that a result has arrived, in every view. */
export function Announcer() {
  return (
    <p class="visually-hidden" role="status">
      {announced(view.value)}
    </p>
  )
}

/**
 * Shows bytes, width and height, times and plan for the newest rendering. A refused target has no
 * numbers.
 */
export function Facts() {
  const now = view.value
  return (
    <section class="facts" aria-label="Facts" data-state={now.state} aria-busy={now.state === 'loading'}>
      {now.state === 'refused' || !now.last ? <NoFigures /> : <Details rendering={now.last} />}
    </section>
  )
}
