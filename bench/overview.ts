import { type Cells, table } from '../tools/table.ts'
import { ratioOf, renderFigures } from './figures.ts'
import type { JobId } from './jobs.ts'
import { times } from './markdown.ts'
import type { Results } from './results.ts'

/** Rows in the first table: a title, and the jobs for 400 and 1200 pixels. */
const SPEEDS: readonly (readonly [title: string, small: JobId | undefined, large?: JobId])[] = [
  ['JPEG to JPEG', 'jpeg12_400', 'jpeg12_1200'],
  ['progressive JPEG to JPEG', 'prog12_400', 'prog12_1200'],
  ['PNG to JPEG', 'png12_400'],
  ['WebP to JPEG', 'webp12_400'],
  ['lossless WebP to JPEG', 'lossless12_400'],
  ['AVIF to JPEG', 'avif12_400'],
  ['JPEG to WebP', undefined, 'jpeg12_webp1200'],
  ["JPEG to JPEG XL, beside sharp's WebP", undefined, 'jpeg12_jxl1200'],
]

function speeds(results: Results): string {
  const cell = (job: JobId | undefined) => (job ? times(ratioOf(results, job)) : '')
  const rows = SPEEDS.map(([title, small, large]): Cells => [title, cell(small), cell(large)])
  return table(["12 megapixels, CPU relative to sharp's", '400 pixels', '1200 pixels'], rows)
}

/** Sentences with figure markers, which `renderFigures` fills. */
const SENTENCES = `- A JPEG of 12 megapixels takes <!-- bench:cpu jpeg12_400 --><!-- /bench --> to 400 pixels. sharp takes <!-- bench:cpu jpeg12_400 sharp --><!-- /bench --> on one
  thread, and stock jSquash <!-- bench:cpu jpeg12_400 jsquash --><!-- /bench -->.
- Signet holds <!-- bench:peak jpeg12_400 --><!-- /bench --> of memory for it, and jSquash <!-- bench:peak jpeg12_400 jsquash --><!-- /bench -->.
- A JPEG of 108 megapixels takes <!-- bench:cpu jpeg108_400 --><!-- /bench --> and <!-- bench:peak jpeg108_400 --><!-- /bench -->.
- An AVIF of 12 megapixels takes <!-- bench:cpu avif12_400 --><!-- /bench -->, and a HEIC <!-- bench:cpu heic12_400 --><!-- /bench -->.
- A cached answer takes <!-- bench:request cached --><!-- /bench --> of workerd's CPU.
- A GIF of 100 frames becomes a WebP in <!-- bench:ratio film100_240 --><!-- /bench --> of sharp's time. At equal effort it
  takes <!-- bench:ratio film100_240 sharp-effort2 --><!-- /bench -->, and a WebP of 1200 pixels <!-- bench:ratio jpeg12_webp1200 sharp-effort2 --><!-- /bench -->.
- Signet is slower than sharp in linear light (<!-- bench:operation light --><!-- /bench --> × sharp's \`gamma\`), for \`flop\`
  (<!-- bench:operation flop --><!-- /bench --> ×) and for \`blur=3\` (<!-- bench:operation blur3 --><!-- /bench --> ×). \`flip\` and \`extend\` are slower, too.

### How small are the files?

At the same SSIMULACRA2:

- A **JPEG** has <!-- bench:bytes jpeg --><!-- /bench --> of the bytes of sharp's. With \`progressive=1\` and 4:2:0 it
  has <!-- bench:jpeg mozjpeg --><!-- /bench --> of those of mozjpeg. Of the smaller of [jpegli's](#progressive-jpeg) it
  has <!-- bench:jpeg jpegli --><!-- /bench -->, and jpegli is better by butteraugli.
- A **WebP** has <!-- bench:bytes webp --><!-- /bench --> of sharp's.
- An **AVIF** of 400 pixels has <!-- bench:bytes avif 400 --><!-- /bench --> of sharp's, made in <!-- bench:encoder-ratio 400 4 --><!-- /bench --> of the time. At 800 pixels
  it has <!-- bench:bytes avif 800 --><!-- /bench -->, and at 1600 <!-- bench:bytes avif 1600 --><!-- /bench -->, with four pictures only. sharp's encoder is newer.
- A **[JPEG XL](../docs/jxl.md#how-small-and-how-fast-is-it)** has <!-- bench:jxl jpeg --><!-- /bench --> of the bytes of Signet's JPEG.

At the default qualities:

- A WebP of 400 pixels has <!-- bench:relative webp 400 --><!-- /bench --> of the JPEG's bytes, and an AVIF <!-- bench:relative avif 400 --><!-- /bench -->.
- At 800 pixels a WebP has <!-- bench:relative webp 800 --><!-- /bench -->, and an AVIF <!-- bench:relative avif 800 --><!-- /bench -->.
- By SSIMULACRA2 the JPEG is <!-- bench:lead webp+avif 400 800 --><!-- /bench --> points better at these widths, and at
  1600 pixels <!-- bench:lead webp+avif 1600 --><!-- /bench --> points.
- These ranges include two sets at the former defaults. With the new ones the scores of Kodak at 400 pixels differ by less
  than a point.`

/** Renders the report section with the most important figures. */
export const overviewSection = (results: Results): string =>
  `## In short

${speeds(results)}

${renderFigures(SENTENCES, results)}`
