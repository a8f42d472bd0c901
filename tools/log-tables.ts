import {
  ISOLATE_BLOBS,
  ISOLATE_DOUBLES,
  REQUEST_BLOBS,
  REQUEST_DOUBLES,
  STAGE_DOUBLES,
} from '../src/edge/log/analytics.ts'
import { FIELDS } from '../src/edge/log/fields.ts'
import { ISOLATE_FIELDS } from '../src/edge/log/isolate-metrics.ts'
import { table } from './table.ts'

/**
 * Returns table rows for the dataset's columns, with the names that queries use: `blob1`, `double1`
 * and so on.
 */
function columns(
  kind: 'blob' | 'double',
  requests: readonly string[],
  isolates: readonly string[],
): string[][] {
  const count = Math.max(requests.length, isolates.length)
  const cell = (name: string | undefined) => (name === undefined ? '' : `\`${name}\``)
  return Array.from({ length: count }, (_, at) => [
    `\`${kind}${at + 1}\``,
    cell(requests[at]),
    cell(isolates[at]),
  ])
}

/** Generated tables in docs/operations.md and docs/metrics.md by name. */
export const LOG_SECTIONS: Readonly<Record<string, () => string>> = {
  'log-fields': () =>
    table(
      ['field', 'meaning'],
      Object.entries(FIELDS).map(([name, { doc }]) => [`\`${name}\``, doc]),
    ),
  'isolate-fields': () =>
    table(
      ['field', 'meaning'],
      Object.entries(ISOLATE_FIELDS).map(([name, doc]) => [`\`${name}\``, doc]),
    ),
  columns: () =>
    table(
      ['column', 'of a request', 'of an isolate'],
      [
        ['`index1`', '`zone`', '`isolate`'],
        ...columns('blob', REQUEST_BLOBS, ISOLATE_BLOBS),
        ...columns(
          'double',
          [...REQUEST_DOUBLES, ...STAGE_DOUBLES.map((name) => `stages.${name}`)],
          ISOLATE_DOUBLES,
        ),
      ],
    ),
}
