import { IMAGE_HEADERS } from '../src/edge/http/image-headers.ts'
import { SOURCE_KINDS } from '../src/edge/source/kinds.ts'
import { own } from '../src/edge/source/own.ts'
import { table } from './table.ts'

/** Headers that the request handler adds to an answer. They are not in `IMAGE_HEADERS`. */
const OF_THE_REQUEST = [
  [
    '`cache-status`',
    'a hit (`signet; hit`), a miss (`fwd=uri-miss`), or a cached image whose source had to be asked (`fwd=stale`)',
  ],
  ['`server-timing`', 'the time of each stage; in production the clock does not advance while code computes'],
]

function headerRows(): string[][] {
  const listed = Object.entries(IMAGE_HEADERS).flatMap(([name, { doc }]) =>
    doc ? [[`\`${name}\``, doc]] : [],
  )
  return [...listed, ...OF_THE_REQUEST]
}

function sourceRows(): string[][] {
  return [...SOURCE_KINDS, own].map(({ forms, about }) => [
    forms.map((form) => `\`${form}\``).join(', '),
    about,
  ])
}

/** Generated tables of sources and headers by section name. */
export const EDGE_SECTIONS: Readonly<Record<string, () => string>> = {
  sources: () => table(['source', 'what it reads'], sourceRows()),
  headers: () => table(['header', 'value'], headerRows()),
}
