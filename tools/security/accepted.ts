import type { LibraryName } from './libraries.ts'

/** Accepted vulnerabilities of one library, for which no fixed package exists yet. */
export interface Acceptance {
  /** Library inside a `.wasm` file, or `npm` for a package. */
  readonly of: LibraryName | 'npm'
  /** Advisory identifiers. A finding also matches if one of its aliases is listed. */
  readonly ids: readonly string[]
  /**
   * `false` if no file and no URL can reach the faulty code. `partly` if it can be reached, but
   * Signet's checks and limits restrict the consequences.
   */
  readonly reachable: false | 'partly'
  readonly reason: string
  /** Last day on which the vulnerability is accepted, `YYYY-MM-DD`. */
  readonly until: string
}

/** Date on which all acceptances are reviewed next. */
const NEXT_REVIEW = '2027-02-28'

const row = (
  of: Acceptance['of'],
  ids: readonly string[],
  reachable: Acceptance['reachable'],
  reason: string,
): Acceptance => ({ of, ids, reachable, reason, until: NEXT_REVIEW })

/**
 * Accepted advisories. They were copied from advisories and release notes that the libraries'
 * authors wrote, not from an OSV answer.
 */
export const ACCEPTED: readonly Acceptance[] = [
  row(
    'libaom',
    ['CVE-2024-5171'],
    false,
    'An overflow in `aom_img_alloc` and its relatives needs sizes or alignments near 2^31. Signet plans the size of every output, and the header of every source is checked against the limits first.',
  ),
  row(
    'libaom',
    ['CVE-2023-6879'],
    false,
    'Needs several threads and frames that grow while they are encoded. The module has one thread and encodes one frame.',
  ),
  row(
    'libaom',
    ['CVE-2026-56209', 'CVE-2026-56210'],
    false,
    'In the control of scalable video layers of the encoder, which the binding does not call.',
  ),
  row(
    'libavif',
    ['CVE-2025-48174', 'CVE-2025-48175'],
    false,
    'Overflows of sizes while an AVIF is written. The size of an output is limited and planned, and no metadata is written.',
  ),
  row(
    'libavif',
    ['CVE-2023-6350', 'CVE-2023-6351', 'CVE-2023-6704'],
    'partly',
    'Memory errors in the reader, fixed in 1.0.2 and 1.0.3. Signet reads the items itself and refuses what contradicts itself, but hands files that dav1d does not get to libavif. A file that still reaches the fault damages the memory of one instance, which is wiped after each picture.',
  ),
  row(
    'dav1d',
    ['CVE-2024-1580'],
    false,
    'An overflow of frame sizes. `readStill` compares the size in the bitstream with the header, and the header with the limits, before dav1d is called.',
  ),
  row('dav1d', ['CVE-2023-32570'], false, 'A race between threads. The module has one thread.'),
  row(
    'libsharpyuv',
    ['CVE-2023-4863', 'GHSA-j7hp-h8jx-5ppr'],
    false,
    'In the decoder of the same repository.',
  ),
  row(
    'libheif',
    ['GHSA-8fmq-r4pf-7m57', 'GHSA-xrp2-63fq-jm8q', 'GHSA-prgh-72vc-3xmc'],
    'partly',
    'Cycles of references and deadlocks of threads. The module has one thread, so that nothing waits for a lock. Recursion has to end at the check of the stack, with 422; no file of this kind has been tried.',
  ),
  row(
    'libheif',
    ['GHSA-vg7w-rp49-4fc2', 'GHSA-v8qw-hwjv-44hw', 'GHSA-7pwf-qh74-p35w'],
    'partly',
    'More items or larger frames than the container says. The memory of the instance cannot grow beyond the plan of the request, so that the request gets 422.',
  ),
  row(
    'libheif',
    ['GHSA-w7mc-p8jc-p853', 'GHSA-9rj8-5mp5-26c9', 'CVE-2026-84450'],
    'partly',
    'Reads past planes while colors are converted, and an assertion about apertures. Signet applies apertures itself and takes the planes of 8-bit pictures as they are; other pictures are converted by libheif. What is read lies in the same instance, which is wiped before each picture.',
  ),
  row(
    'libheif',
    [
      'GHSA-x8r2-mggj-j6wr',
      'GHSA-4jqm-2x34-6f6r',
      'GHSA-hh47-fhqr-cj2r',
      'GHSA-4h82-g446-83fm',
      'GHSA-gh5q-69gg-c964',
      'GHSA-8857-r8x5-7499',
      'GHSA-rhgw-q5g8-xjh2',
    ],
    'partly',
    'The other advisories of 1.23.3 and 1.23.4, whose texts we have not read. They count as reachable.',
  ),
  row(
    'libheif',
    [
      'GHSA-qwpf-5wf7-r996',
      'GHSA-9c75-9g8r-4728',
      'GHSA-r7gr-2xm2-23wf',
      'GHSA-q492-cfcm-895h',
      'GHSA-qfj5-c4pq-q998',
    ],
    false,
    'In encoders, JPEG 2000 and uncompressed pictures. Signet hands libheif HEVC alone, and no picture to encode.',
  ),
  row(
    'libde265',
    [
      'CVE-2024-38949',
      'CVE-2024-38950',
      'CVE-2025-61147',
      'CVE-2026-33164',
      'CVE-2026-33165',
      'GHSA-653q-9f73-8hvg',
      'CVE-2026-45382',
      'CVE-2026-45383',
      'CVE-2026-54240',
      'CVE-2026-54241',
      'GHSA-ccfw-29x7-rrx3',
      'GHSA-j2qq-x2xq-g9wr',
      'GHSA-vv8h-932h-7r86',
      'GHSA-x27c-jp65-g395',
      'GHSA-g5hj-rf9f-7vxm',
      'GHSA-g2rg-wj66-w594',
      'GHSA-hwhx-x2mq-ccr9',
      'GHSA-xp3h-6f5r-8cxp',
      'GHSA-mm7m-v26f-wf8x',
    ],
    'partly',
    'Writes and reads past buffers while HEVC is decoded. A hostile HEIC gets there. It can change the memory of its own instance, and so its own picture, and use CPU time; the memory is wiped before the next picture.',
  ),
  row(
    'thorvg',
    ['GHSA-c2qc-59qf-xpr9'],
    'partly',
    "In the reader of SVG; its text is not public. Signet reads every SVG with a parser of its own and writes the one that ThorVG gets, of known elements and numbers. ThorVG's readers of pictures, fonts and animations get nothing.",
  ),
]
