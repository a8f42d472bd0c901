import { useEffect } from 'preact/hooks'
import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'
import { OPTIONS } from '../../../src/signing/url/options.ts'
import { parameters, parsed, setParameters, target } from '../target.ts'
import { appliedAs, encodedAs, encodingsOf, kindOf, withParameters } from './derived-targets.ts'
import { cancelMatrix, type MatrixRow, matrix, runMatrix } from './matrix.ts'
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
  /** `true` for the first row of a format in the table. */
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

/**
 * Compares the target in several formats and qualities. The measurement starts when the user
 * presses a button.
 */
export function Formats() {
  useEffect(() => cancelMatrix, [])
  const now = matrix.value
  if (parsed.value.error !== undefined) return <p class="quiet">A malformed URL has no formats to compare.</p>
  const kind = kindOf(target.value)
  const stale = now !== undefined && isStale(now.target)
  if (kind === 'description') return <p class="quiet">A description has no formats to compare.</p>
  return (
    <div class="formats">
      <div class="panel-bar">
        {now?.running ? (
          <button class="button" type="button" onClick={cancelMatrix}>
            Cancel
          </button>
        ) : (
          <button class="button primary" type="button" onClick={start}>
            Compare formats
          </button>
        )}
        <span class="quiet" role="status">
          {now?.running
            ? `${now.rows.filter(({ state }) => state === 'done' || state === 'refused').length} of ${now.rows.length}`
            : 'Makes the picture in each format and quality, without cache.'}
        </span>
      </div>
      {stale && <p class="notice warn">These rows belong to another target: compare again.</p>}
      {now && <Table rows={now.rows} />}
      <p class="quiet small">
        Time is the computing time in the Worker. SSIM compares luma with the lossless PNG of the same target:
        windows of 11 × 11 pixels, Gaussian, as in the bench of this repository.
      </p>
    </div>
  )
}
