import { fileURLToPath } from 'node:url'
import { type LoadRun, readRuns } from '../test/load/record.ts'
import { table } from './table.ts'

const FILE = fileURLToPath(new URL('../bench/load.json', import.meta.url))

function answersOf({ statuses, lost }: LoadRun): string {
  const counts = Object.entries(statuses).sort(([, a], [, b]) => b - a)
  const cells = counts.map(([status, count]) => `${count} × ${status}`)
  return [...cells, ...(lost > 0 ? [`${lost} lost`] : [])].join(', ')
}

const whole = (megabytes: number): string => String(Math.round(megabytes))

function rowOf(run: LoadRun): string[] {
  const { scenario, isolate, idleMb, peakMb, nextMs } = run
  const { meanMb, over128, samples, heapMb, buffersMb, wasmMb, highWaterMb, ledgerPeakMb } = isolate
  return [
    `\`${scenario}\``,
    answersOf(run),
    whole(meanMb),
    whole(isolate.peakMb),
    [heapMb, buffersMb, wasmMb].map(whole).join(' / '),
    whole(ledgerPeakMb ?? highWaterMb),
    `${over128} of ${samples}`,
    whole(peakMb - idleMb),
    `${(nextMs / 1000).toFixed(1)} s`,
  ]
}

const HEAD = [
  'scenario',
  'answers',
  'mean MB',
  'peak MB',
  'heap / buffers / wasm',
  'high water MB',
  'samples above 128 MB',
  'resident MB',
  'the next request',
]

/** Describes when and where runs were made. */
function describe(runs: readonly LoadRun[]): string {
  const places = Map.groupBy(runs, ({ date, machine }) => `${date}, ${machine}`)
  if (places.size === 0) return 'No run is recorded.'
  if (places.size === 1) return `Measured on ${[...places.keys()].join()}.`
  const lines = [...places].map(
    ([place, of]) => `- ${place}: ${of.map(({ scenario }) => `\`${scenario}\``).join(', ')}`,
  )
  return ['Measured on:', '', ...lines].join('\n')
}

/** Formats recorded runs as a table, with date and machine. */
export const loadTable = (runs: readonly LoadRun[]): string =>
  `${table(HEAD, runs.map(rowOf))}\n\n${describe(runs)}`

/** Generated load table, from recorded measurements, by section name. */
export const LOAD_SECTIONS: Readonly<Record<string, () => string>> = {
  'load-scenarios': () => loadTable(readRuns(FILE)),
}
