import type { ComponentChildren } from 'preact'
import type { Rendering } from '../rendering.ts'
import { cacheWords, processedWords } from './answer.ts'
import { formatBytes, formatMs, formatSaving, formatSize } from './numbers.ts'
import { type ComparedBytes, comparedBytes, isEnlarged, toneOf } from './result-notes.ts'

interface FigureProps {
  readonly name: string
  readonly tone?: 'good' | 'bad' | undefined
  readonly value?: ComponentChildren
  readonly children?: ComponentChildren
}

/** Shows a number with its name and a remark. Without a value, it has the same height. */
function Figure({ name, tone, value = '–', children }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong class={tone}>{value}</strong>
        <span class="quiet">{children ?? '\u00a0'}</span>
      </dd>
    </div>
  )
}

function Bytes({ compared }: { readonly compared: ComparedBytes }) {
  const { bytes, from, note } = compared
  if (from === undefined)
    return (
      <Figure name="Bytes" value={formatBytes(bytes)}>
        {note}
      </Figure>
    )
  return (
    <Figure name="Bytes" tone={toneOf(compared)} value={formatSaving(bytes, from)}>
      {formatBytes(bytes)} of {formatBytes(from)}
    </Figure>
  )
}

interface FiguresProps {
  readonly rendering: Rendering
  /** Headers in the measured answer, if the rendering was measured. */
  readonly measured: Headers | undefined
}

/** Shows a rendering's bytes, width and height, and cache outcome. */
export function Figures({ rendering, measured }: FiguresProps) {
  const { type, info, headers, elapsed } = rendering
  return (
    <dl class="figures">
      <Bytes compared={comparedBytes(rendering)} />
      <Figure name="Output" value={info.size && formatSize(info.size)}>
        {info.format ?? type}
        {info.frames !== undefined && `, ${info.frames} frames`}, {processedWords(headers.get('x-ip'))}
        {isEnlarged(rendering) && ', enlarged'}
      </Figure>
      <Figure
        name="Answer"
        value={measured ? 'made now, without cache' : cacheWords(headers.get('cache-status')).words}
      >
        {!measured && `after ${formatMs(elapsed)}`}
      </Figure>
    </dl>
  )
}

/** Shows the figures' names without numbers. */
export function NoFigures() {
  return (
    <dl class="figures">
      <Figure name="Bytes" />
      <Figure name="Output" />
      <Figure name="Answer" />
    </dl>
  )
}
