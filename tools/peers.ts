import { cpuOf, peakOf } from '../bench/figures.ts'
import { megabytes, ms } from '../bench/markdown.ts'
import { readResults } from '../bench/read-results.ts'
import { priceOf } from './price-comparison.ts'
import { table } from './table.ts'

/** Bench job that the table shows. */
const JOB = 'jpeg12_400'

/** Images that browsers get in the table's month. */
const IMAGES = 1_000_000

/** Renders the README table: Signet beside other ways to serve images. */
export function peers(): string {
  const results = readResults()
  const cpu = (stack?: string) => `${ms(cpuOf(results, JOB, stack))} ms`
  const memory = (stack?: string) => megabytes(peakOf(results, JOB, stack))
  const month = (service: string) => priceOf(service, IMAGES)
  return table(
    ['', 'Signet', 'Cloudflare Images', 'imgproxy', 'IPX', 'stock jSquash'],
    [
      ['you run', 'a Worker', 'nothing', 'servers', 'servers', 'a Worker with code of yours'],
      [
        'URLs without a signature',
        'refused',
        'served, except images stored as private',
        'served until you set a key',
        'served',
        'as your code decides',
      ],
      [
        'CPU, JPEG of 12 MP to 400 px',
        cpu(),
        'not known',
        'not measured',
        `${cpu('sharp')}, by sharp`,
        cpu('jsquash'),
      ],
      [
        'memory for it',
        memory(),
        'not known',
        'not measured',
        'not measured',
        `${memory('jsquash')}, a Worker has 128`,
      ],
      [
        'a month, a million images',
        month('Signet'),
        month('Cloudflare Images, originals elsewhere'),
        month('imgproxy'),
        month('IPX'),
        'does not fit',
      ],
    ],
  )
}
