import { effect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'
import { OPTIONS } from '../../../src/signing/url/options.ts'
import { currentOf } from '../rendering.ts'
import { parameters, parsed, setParameters, target } from '../target.ts'
import { view } from '../view.ts'
import { appliedAs, encodedAs, encodingsOf, kindOf, withParameters } from './derived-targets.ts'
import { cancelMatrix, closeMatrix, type MatrixRow, matrix, runMatrix } from './matrix.ts'
import { formatBytes, formatMs, formatShare, isComparable } from './numbers.ts'
import { source } from './source.ts'

function start(): void {
  const chosen = OPTIONS.quality.parse(parameters.value.get('quality') ?? '')
  runMatrix({ target: target.value, source: source.value }, encodingsOf(chosen))
}

const picture = (ofTarget: string) => withParameters(ofTarget, encodedAs('png'))

/** Returns `true` if the comparison belongs to another picture than the current target's. */
function isStale(compared: string): boolean {
  return picture(compared) !== picture(target.value)
}

/** Milliseconds after the target's result until the comparison starts. A drag has many results. */
const SETTLE_MS = 300

/**
 * Compares the formats for each target that has a result. A refused target would be refused in
 * every format. A comparison that the user has cancelled is not started again for the same picture.
 * @returns a function that ends the comparison
 */
function followTarget(): () => void {
  const end = effect(() => {
    const compared = matrix.peek()
    if (!currentOf(view.value) || kindOf(target.value) === 'description') return
    if (compared && !isStale(compared.target)) return
    cancelMatrix()
    const timer = setTimeout(start, SETTLE_MS)
    return () => clearTimeout(timer)
  })
  return () => {
    end()
    closeMatrix()
  }
}

function isChosen({ format, quality }: MatrixRow): boolean {
  const given = parameters.value
  if (given.get('format') !== format) return false
  return format === 'png' || Number(given.get('quality') ?? DEFAULT_QUALITY[format]) === quality
}

function Figures({ row, largest }: { readonly row: MatrixRow; readonly largest: number }) {
  const { bytes, ms, ssim, frames, problem, state } = row
  if (bytes === undefined || ms === undefined)
    return (
      <td colSpan={4} class={problem ? 'bad' : 'quiet'}>
        {problem ? (problem.detail ?? problem.title) : state === 'running' ? 'running …' : ''}
      </td>
    )
  const from = matrix.value?.source
  const hasShare = from !== undefined && isComparable(frames ?? 1, from.frames ?? 1)
  return (
    <>
      <td class="bytes">
        <span class="bytes-bar" style={{ width: `${(bytes / largest) * 100}%` }} aria-hidden="true" />
        {formatBytes(bytes)}
      </td>
      <td>{hasShare ? formatShare(bytes / from.bytes) : '–'}</td>
      <td>{formatMs(ms)}</td>
      <td>{ssim === undefined ? '–' : ssim.toFixed(4)}</td>
    </>
  )
}

interface RowProps {
  readonly row: MatrixRow
  readonly largest: number
  /** `true` for a format's first row in the table. */
  readonly first: boolean
}

function Row({ row, largest, first }: RowProps) {
  const { format, quality, state } = row
  const chosen = isChosen(row)
  const name = quality === undefined ? format : `${format} ${quality}`
  return (
    <tr class={first ? 'first' : undefined} data-state={state} aria-current={chosen ? 'true' : undefined}>
      <th scope="row">{format}</th>
      <td>{quality ?? 'lossless'}</td>
      <Figures row={row} largest={largest} />
      <td>
        <button
          type="button"
          class="button compact"
          aria-label={`${chosen ? 'chosen' : 'use'} ${name}`}
          disabled={chosen || state !== 'done'}
          onClick={() => setParameters({ ...appliedAs(format, quality, parameters.peek()) })}
        >
          {chosen ? 'chosen' : 'use'}
        </button>
      </td>
    </tr>
  )
}

function Table({ rows }: { readonly rows: readonly MatrixRow[] }) {
  const largest = Math.max(...rows.map(({ bytes }) => bytes ?? 0), 1)
  const from = matrix.value?.source
  return (
    <section
      class="table-scroll"
      aria-label="Formats"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keys needs focus
      tabIndex={0}
    >
      <table class="table">
        <thead>
          <tr>
            {['Format', 'Quality', 'Bytes', 'Of original', 'Time', 'SSIM'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {from && (
            <tr>
              <th scope="row">{from.format}</th>
              <td>original</td>
              <td>{formatBytes(from.bytes)}</td>
              <td>100 %</td>
              <td>–</td>
              <td>–</td>
              <td />
            </tr>
          )}
          {rows.map((row, at) => (
            <Row
              first={rows[at - 1]?.format !== row.format}
              key={`${row.format} ${row.quality}`}
              row={row}
              largest={largest}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

const isDone = ({ state }: MatrixRow) => state === 'done' || state === 'refused'

function progressText(): string {
  const now = matrix.value
  if (!now) return view.value.state === 'refused' ? '' : 'Makes the picture in each format and quality …'
  const done = now.rows.filter(isDone).length
  if (now.running) return `${done} of ${now.rows.length}`
  return done < now.rows.length ? `Cancelled after ${done} of ${now.rows.length}` : 'Made without cache.'
}

/** Compares the target in several formats and qualities. */
export function Formats() {
  useEffect(followTarget, [])
  const now = matrix.value
  if (parsed.value.error !== undefined) return <p class="quiet">A malformed URL has no formats to compare.</p>
  const kind = kindOf(target.value)
  const stale = now !== undefined && isStale(now.target)
  if (kind === 'description') return <p class="quiet">A description has no formats to compare.</p>
  return (
    <div class="formats">
      <div class="panel-bar">
        {now && (
          <button class="button" type="button" onClick={now.running ? cancelMatrix : start}>
            {now.running ? 'Cancel' : 'Compare again'}
          </button>
        )}
        <span class="quiet" role="status">
          {progressText()}
        </span>
      </div>
      {stale && <p class="notice warn">These rows belong to another target.</p>}
      {now && <Table rows={now.rows} />}
      <p class="quiet small">
        Time is the computing time in the Worker. SSIM compares luma with the lossless PNG of the same target:
        windows of 11 × 11 pixels, Gaussian, as in the bench of this repository.
      </p>
    </div>
  )
}
